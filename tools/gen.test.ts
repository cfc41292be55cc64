import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { generatedFiles } from './generated-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const files = await generatedFiles(root)

test.each([...files.keys()])('%s is what the code says now (npm run gen writes it)', path => {
  expect(readFileSync(join(root, path), 'utf8')).toBe(files.get(path))
})

test('no document of a contract is left that the code no longer makes', () => {
  const found = readdirSync(join(root, 'docs/contracts'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.json'))
  expect(found.map(name => `docs/contracts/${name}`).filter(path => !files.has(path))).toEqual([])
})
