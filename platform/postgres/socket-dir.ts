import { createHash } from 'node:crypto'
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Account } from './account.ts'
import { socketFile } from './settings.ts'
import { StartRefused } from './start-refused.ts'

// sun_path of a Unix socket address, without its closing zero.
const socketPathBytesMax = process.platform === 'darwin' ? 103 : 107

/**
 * A private folder for the server's socket, made if missing: beside the data, or under the temporary directory when that
 * path would be too long for a socket address.
 */
export function chooseSocketDir(dataDir: string, account: Account): string {
  const dir = [join(dirname(dataDir), 'socket'), shortDir(dataDir)].find(candidate => fits(candidate))
  if (dir === undefined)
    throw new StartRefused(`The path of the temporary directory ${tmpdir()} is too long for a socket; set a shorter TMPDIR.`)
  const isNew = make(dir)
  if (isNew && account.uid !== undefined && account.gid !== undefined) chownSync(dir, account.uid, account.gid)
  const found = lstatSync(dir) // not stat: in a shared temporary directory somebody may have put a link there
  const owner = account.uid ?? process.getuid?.()
  if (!found.isDirectory() || found.uid !== owner)
    throw new StartRefused(`${dir} belongs to somebody else; remove it, or set another DATA_DIR.`)
  chmodSync(dir, 0o700)
  return dir
}

function shortDir(dataDir: string): string {
  return join(tmpdir(), `tradecraft-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`)
}

function fits(dir: string): boolean {
  return Buffer.byteLength(socketFile(dir)) <= socketPathBytesMax
}

function make(dir: string): boolean {
  try {
    mkdirSync(dir, { mode: 0o700 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}
