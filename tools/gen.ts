// `npm run gen`: writes the documents that follow from code.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedFiles } from './generated-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
for (const [path, text] of await generatedFiles(root)) {
  const file = join(root, path)
  if (read(file) === text) continue
  process.stdout.write(`wrote ${path}\n`)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
