import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findFiles, readLines } from '#platform/files'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tradecraft-files-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function collect(paths: readonly string[]): Promise<{ lines: string[]; error: unknown }> {
  const lines: string[] = []
  try {
    for await (const line of readLines(paths)) lines.push(line)
  } catch (error) {
    return { lines, error }
  }
  return { lines, error: undefined }
}
const many = Array.from({ length: 30_000 }, (_, index) => `line ${index} ${'é'.repeat(index % 7)} ${Math.imul(index, 2_654_435_761)}`)

test('plain and gzip files are read one after another, whatever their line ends', async () => {
  const [plain, zipped] = [join(folder, 'a.txt'), join(folder, 'b.gz')]
  await writeFile(plain, 'one\r\ntwo\n\nthree')
  await writeFile(zipped, gzipSync(many.join('\n') + '\n'))
  const { lines, error } = await collect([plain, zipped])
  expect(error).toBeUndefined()
  expect(lines).toEqual(['one', 'two', '', 'three', ...many])
})
test('of a gzip that was cut everything readable comes, then the error', async () => {
  const whole = gzipSync(many.join('\n'))
  const path = join(folder, 'cut.gz')
  await writeFile(path, whole.subarray(0, Math.floor(whole.length * 0.6)))
  const { lines, error } = await collect([path])
  expect(error).toBeInstanceOf(Error)
  expect(lines.length).toBeGreaterThan(15_000)
  expect(lines.slice(0, 15_000)).toEqual(many.slice(0, 15_000))
})
test('of a gzip with garbage inside what came before it is read, then the error', async () => {
  const bytes = gzipSync(many.join('\n'))
  bytes.fill(0xff, Math.floor(bytes.length * 0.6), Math.floor(bytes.length * 0.7))
  const path = join(folder, 'garbage.gz')
  await writeFile(path, bytes)
  const { lines, error } = await collect([path])
  expect(error).toBeInstanceOf(Error)
  expect(lines.length).toBeGreaterThan(10_000)
})
test('a reader that leaves early closes the file, and a missing file is an error', async () => {
  const path = join(folder, 'early.gz')
  await writeFile(path, gzipSync(many.join('\n')))
  for await (const line of readLines([path])) {
    expect(line).toBe(many[0])
    break
  }
  expect((await collect([join(folder, 'nowhere.gz')])).error).toMatchObject({ code: 'ENOENT' })
  expect((await collect([join(folder, 'nowhere.txt')])).error).toMatchObject({ code: 'ENOENT' })
})
test('a folder stands for its gzip files in name order', async () => {
  const found = await findFiles(folder)
  expect(found.map(({ name }) => name)).toEqual(['b.gz', 'cut.gz', 'early.gz', 'garbage.gz'])
  expect(await findFiles(join(folder, 'nowhere'))).toEqual([])
})
