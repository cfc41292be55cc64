// `npm run gen`: writes the documents that follow from code; `--check` only says which are out of date.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { generatedFiles } from './generated-files.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const isCheck = process.argv.includes('--check')
let stale = 0
for (const [path, text] of await generatedFiles(root)) {
  const file = join(root, path)
  if (read(file) === text) continue
  stale += 1
  process.stdout.write(`${isCheck ? 'out of date' : 'wrote'} ${path}\n`)
  if (isCheck) continue
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
process.exitCode = isCheck && stale > 0 ? 1 : 0

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
