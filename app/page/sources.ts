import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** What the page is made of. */
const folders = ['web', 'contracts', 'core']
const files = ['package-lock.json', 'package.json']
const isForTests = /\.(test|model|fixture)\.tsx?$/

/** One hash over everything the page is built from: the same hash, the same page. */
export async function hashSources(root: string): Promise<string> {
  const listed = await Promise.all(folders.map(folder => readdir(join(root, folder), { recursive: true, withFileTypes: true })))
  const sources = listed.flat().filter(entry => entry.isFile() && !isForTests.test(entry.name))
  const paths = [...sources.map(entry => join(entry.parentPath, entry.name)), ...files.map(file => join(root, file))].sort()
  const hash = createHash('sha256')
  for (const path of paths) {
    hash.update(relative(root, path))
    hash.update(await readFile(path))
  }
  return hash.digest('hex')
}
