import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isAlive, signal } from './liveness.ts'
import { connectAsOwner, readOwnership } from './owner.ts'
import type { Ownership } from './owner.ts'
import { readPidFile, stateOf } from './pid-file.ts'
import type { PidFile } from './pid-file.ts'
import { StartRefused } from './start-refused.ts'

const pollMs = 25
// Between the moment a server answers and the moment its launcher takes the lock.
const launcherGraceMs = 3_000

/** The place to clear, until when (on `performance.now()`), and where to say what was done. */
export interface Clearing {
  readonly dataDir: string
  readonly deadline: number
  readonly log: (line: string) => void
}

/**
 * Stops a server that an earlier run left behind, so that the new one is our child with our settings. Resolves when no server
 * uses the folder; throws `StartRefused` when another TradeCraft owns it or the old server does not stop in time.
 */
export async function stopOrphan({ dataDir, deadline, log }: Clearing): Promise<void> {
  const graceEnd = performance.now() + launcherGraceMs
  let stopped = 0
  for (;;) {
    const file = readPidFile(dataDir)
    if (file === undefined) return
    const state = stateOf(file.pid, dataDir)
    const owned = state === 'zombie' ? undefined : await ask(file)
    if (owned === undefined && state === 'gone') return removeStale(file, dataDir)
    if (owned !== undefined) refuseIfUsed(owned, { dataDir, isVisible: state === 'running' })
    if (owned !== undefined && stopped !== file.pid && isOrphan(owned, graceEnd)) {
      log(`stopping the PostgreSQL (process ${file.pid}) that an earlier run left behind`)
      signal(file.pid, 'SIGINT')
      stopped = file.pid
    }
    if (performance.now() > deadline) throw new StartRefused(stuck(file.pid, state, dataDir))
    await pause(pollMs)
  }
}

async function ask(file: PidFile): Promise<Ownership | undefined> {
  if (file.socketDir === undefined) return undefined
  const session = await connectAsOwner(file.socketDir)
  if (typeof session === 'string') return undefined
  try {
    return await readOwnership(session)
  } catch {
    return undefined // it went away while we asked
  } finally {
    await session.end().catch(() => {})
  }
}

// PostgreSQL removes a stale file itself, except when a stranger of the same user has its process number by now (after a
// power cut, say): then it would refuse for ever.
function removeStale(file: PidFile, dataDir: string): void {
  if (isAlive(file.pid)) rmSync(join(dataDir, 'postmaster.pid'), { force: true })
}

function refuseIfUsed({ ownerPid }: Ownership, { dataDir, isVisible }: { dataDir: string; isVisible: boolean }): void {
  const advice = 'Stop it, or start this one with another DATA_DIR.'
  if (ownerPid !== 0) throw new StartRefused(`Another TradeCraft (process ${ownerPid}) is already using ${dataDir}. ${advice}`)
  // It answers on the shared folder but its process number means nothing here.
  if (!isVisible) throw new StartRefused(`A PostgreSQL outside this container is using ${dataDir}. ${advice}`)
}

function isOrphan({ launcherPid }: Ownership, graceEnd: number): boolean {
  const mayStillTakeIt = launcherPid !== 0 && launcherPid !== process.pid && isAlive(launcherPid)
  return !mayStillTakeIt || performance.now() > graceEnd
}

function stuck(pid: number, state: string, dataDir: string): string {
  if (state === 'zombie')
    return `PostgreSQL (process ${pid}) is dead but nobody reaps it; start the container with an init (docker run --init).`
  return `The PostgreSQL left behind in ${dataDir} (process ${pid}) does not stop; end it, then start again.`
}
