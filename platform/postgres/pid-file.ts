import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive } from './liveness.ts'

/** What `postmaster.pid` says; PostgreSQL writes it line by line while it starts. */
export interface PidFile {
  readonly pid: number
  readonly socketDir: string | undefined
  readonly isReady: boolean
}

/** Reads the pid file of a data folder; undefined when there is none. */
export function readPidFile(dataDir: string): PidFile | undefined {
  try {
    const [pid, , , , socketDir, , , status] = readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')
    return { pid: Math.abs(Number(pid)), socketDir: socketDir || undefined, isReady: status?.trim() === 'ready' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether process `pid` is a PostgreSQL of this data folder: by now the number may belong to a stranger. */
export function stateOf(pid: number, dataDir: string): 'running' | 'zombie' | 'gone' {
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return 'gone'
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
    return stdout.includes(dataDir) ? 'running' : 'gone'
  }
  try {
    if (/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))) return 'zombie'
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(dataDir) ? 'running' : 'gone'
  } catch {
    return 'gone'
  }
}
