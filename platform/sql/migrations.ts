import { readdirSync, readFileSync } from 'node:fs'
import type { Migration } from '#platform/service'

/** The plain `.sql` files of a service's migrations folder, in name order. */
export function migrationsIn(folder: URL): Migration[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.sql') && !file.endsWith('.timescale.sql'))
    .sort()
    .map(file => ({ name: file.slice(0, -4), sql: readFileSync(new URL(file, folder), 'utf8') }))
}
