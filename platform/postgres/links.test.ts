import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { restoreLinks } from './links.ts'

const root = mkdtempSync(join(tmpdir(), 'tradecraft-links-'))
afterAll(() => rmSync(root, { recursive: true }))

test('library links that npm could not hold are made, and made again when one is missing', () => {
  const native = join(root, 'native')
  mkdirSync(join(native, 'lib'), { recursive: true })
  writeFileSync(join(native, 'lib/libpq.so.5.18'), 'library')
  const links = ['libpq.so.5', 'libpq.so'].map(name => ({ source: 'native/lib/libpq.so.5.18', target: `native/lib/${name}` }))
  writeFileSync(join(native, 'pg-symlinks.json'), JSON.stringify(links))
  restoreLinks(native)
  rmSync(join(native, 'lib/libpq.so'))
  restoreLinks(native)
  for (const name of ['libpq.so.5', 'libpq.so']) expect(readFileSync(join(native, 'lib', name), 'utf8')).toBe('library')
})

test('a package without links is left alone', () => {
  restoreLinks(join(root, 'none'))
})
