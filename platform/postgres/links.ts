import { lstatSync, readFileSync, symlinkSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { StartRefused } from './start-refused.ts'

interface Link {
  readonly source: string
  readonly target: string
}

/**
 * Makes the library links that the binaries need. An npm package cannot hold symbolic links: it lists them, and makes
 * them in an install script that we do not run.
 */
export function restoreLinks(native: string): void {
  for (const link of readLinks(native)) {
    const at = join(native, '..', link.target)
    if (isThere(at)) continue
    try {
      symlinkSync(relative(dirname(at), join(native, '..', link.source)), at)
    } catch (error) {
      // A process that starts at the same moment may make the same link.
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue
      throw new StartRefused(`${at} could not be made (${(error as Error).message}); let this user write there, or set DATABASE_URL.`)
    }
  }
}

function readLinks(native: string): readonly Link[] {
  try {
    return JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Link[]
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
