import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { createApi, type Api } from './people.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** From the last signal (or the start) to the end. */
  readonly afterMs: number
}
/** `npm start` as a process of its own. */
export interface Program extends AsyncDisposable {
  readonly child: ChildProcess
  /** What it printed so far, line by line, without its name before each. */
  readonly said: () => readonly string[]
  /** Its API, once it is ready; rejects when it ends before. */
  readonly ready: Promise<Api>
  readonly ended: Promise<Ended>
  /** Sends a signal and resolves with its end. */
  stop(signal: NodeJS.Signals): Promise<Ended>
}

/** Starts the platform with these variables and no others of ours. `prefix` is a command that runs it, like setpriv. */
export function startProgram(variables: Readonly<Record<string, string>>, prefix: readonly string[] = []): Program {
  const [command, ...args] = [...prefix, process.execPath, 'app/main.ts']
  const env = { PATH: process.env['PATH'], PORT: '0', LOG_LEVEL: 'silent', FEED_URL: 'synthetic:?seed=1', ...variables }
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  let since = performance.now()
  const ready = Promise.withResolvers<Api>()
  const ended = Promise.withResolvers<Ended>()
  ready.promise.catch(() => undefined) // whoever waits for the end does not wait for this
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const url = /ready: (\S+)\n/.exec(text)?.[1]
      if (url !== undefined) ready.resolve(createApi(url))
    })
  child.once('close', (code, signal) => {
    ended.resolve({ code, signal, afterMs: performance.now() - since })
    ready.reject(new Error(`ended with ${code ?? signal} before it was ready: ${text}`))
  })
  return {
    child,
    said: () =>
      text
        .split('\n')
        .filter(line => line !== '')
        .map(line => line.replace(/^tradecraft: /, '')),
    ready: ready.promise,
    ended: ended.promise,
    stop(signal) {
      since = performance.now()
      child.kill(signal)
      return ended.promise
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await ended.promise
    },
  }
}
