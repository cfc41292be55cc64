import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

const FOLDER = fileURLToPath(new URL('../../shared/data/', import.meta.url))

/** Whether the recorded market data lies beside the repository; tests that need it are skipped by name where not. */
export const hasRecordings = existsSync(`${FOLDER}README.md`)

/** The text of a recorded file, unzipped. */
export function recorded(path: string): string {
  const bytes = readFileSync(FOLDER + path)
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** The lines of a recorded file, split at commas. */
export function recordedRows(path: string): string[][] {
  return recorded(path)
    .trim()
    .split('\n')
    .map(line => line.trim().split(','))
}
