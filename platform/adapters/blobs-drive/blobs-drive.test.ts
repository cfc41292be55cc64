import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { blobsSuite } from '../../suites/blobs-suite.ts'
import { createFileBlobs } from './index.ts'

describe('blobs as files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tradecraft-blobs-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  blobsSuite(async () => createFileBlobs(join(folder, 'blobs')))

  test('what cannot be read is an error, and not a value that is missing', async () => {
    writeFileSync(join(folder, 'file'), 'no folder')
    await expect(createFileBlobs(join(folder, 'file')).get('a/b')).rejects.toThrow('ENOTDIR')
  })
})
