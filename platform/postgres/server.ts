import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { start } from './account.ts'
import type { Account } from './account.ts'
import { settingsArguments } from './settings.ts'

/** A PostgreSQL process that is our child. */
export interface Server {
  readonly child: ChildProcess
  /** Resolves with what ended it. */
  readonly ended: Promise<string>
  isRunning(): boolean
}

/** Where to launch and as whom. */
export interface Place {
  readonly native: string
  readonly dataDir: string
  readonly socketDir: string
  readonly account: Account
}

/** What the server is told and who hears what it says. */
export interface Manner {
  readonly settings: Readonly<Record<string, string>>
  readonly log: (line: string) => void
}

/** Launches PostgreSQL on its data folder; it may still refuse, which `ended` tells. */
export function launch(place: Place, { settings, log }: Manner): Server {
  const child = start(place.account, join(place.native, 'bin/postgres'), [
    '-D',
    place.dataDir,
    ...settingsArguments(settings, place.socketDir),
  ])
  let trouble = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.trimEnd().split('\n')) {
        trouble = line.match(/(?:FATAL|PANIC):\s+(.*)/)?.[1] ?? trouble
        log(line)
      }
    })
  }
  const ended = new Promise<string>(done => {
    child.once('error', error => done(error.message))
    child.once('close', (code, by) => done(trouble || `it ended with ${by ?? `code ${code}`}`))
  })
  return { child, ended, isRunning: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null }
}

/**
 * Starts a shell that outlives us: its `read` returns when our end of the pipe closes, however we die, and then it stops the
 * server cleanly, each time after making sure that the process number still means that server. One that was recovering from a
 * crash of one of its processes ignores a clean stop for ever; after 5 s (a start waits longer) it is stopped at once, and the next start recovers.
 */
export function startWatchdog(pid: number, dataDir: string): ChildProcess {
  const script = `read _
    is_ours() { if [ -r "/proc/$0/cmdline" ]; then grep -qF -- "$1" "/proc/$0/cmdline"; else ps -o args= -p "$0" | grep -qF -- "$1"; fi; }
    is_ours "$1" && kill -INT "$0"
    for _ in 1 2 3 4 5; do is_ours "$1" || exit 0; sleep 1; done
    is_ours "$1" && kill -QUIT "$0"`
  const watchdog = spawn('/bin/sh', ['-c', script, String(pid), dataDir], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/' })
  watchdog.on('error', () => {}) // without a shell the next start still finds and stops an orphan
  watchdog.stdin?.on('error', () => {})
  return watchdog
}
