import { resolve } from 'node:path'
import type { Database, OpenOptions } from './database.ts'
import { openDatabase } from './database.ts'
import { connectionTo } from './launcher.ts'
import { readPidFile, stateOf } from './pid-file.ts'

/**
 * The database of `url` for a tool that runs beside the platform: a running embedded server is used as it is and left running,
 * one that does not run is started and stopped with the tool.
 */
export async function attachDatabase(url: string, options: OpenOptions): Promise<Database> {
  const dataDir = url.startsWith('embedded:') ? resolve(url.slice('embedded:'.length)) : undefined
  const pidFile = dataDir === undefined ? undefined : readPidFile(dataDir)
  const { socketDir } = pidFile ?? {}
  if (dataDir === undefined || pidFile === undefined || socketDir === undefined || stateOf(pidFile.pid, dataDir) !== 'running')
    return await openDatabase(url, options)
  return {
    exited: new Promise(() => undefined),
    connection: settings => connectionTo(socketDir, settings),
    stop: async () => undefined,
  }
}
