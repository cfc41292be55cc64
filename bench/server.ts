/** Starts the platform as its own process for a benchmark, and reads what it costs. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'

const root = fileURLToPath(new URL('..', import.meta.url))
const ticksPerSecond = 100

export interface BenchServer extends AsyncDisposable {
  readonly url: string
  readonly dataDir: string
  /** CPU seconds used so far by Node and by all PostgreSQL processes of this server. */
  cpu(): { readonly node: number; readonly postgres: number }
  audit(): Promise<{ readonly code: number; readonly lastLine: string }>
}

export async function startServer(environment: Readonly<Record<string, string>>): Promise<BenchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tradecraft-bench-'))
  const env = {
    ...process.env,
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    RATE_LIMIT_USER: '100000000',
    RATE_LIMIT_ADDRESS: '100000000',
    ...environment,
  }
  const child = spawn(process.execPath, ['app/main.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await readyUrl(child)
  return {
    url,
    dataDir,
    cpu: () => ({ node: cpuOf(child.pid!), postgres: postgresPids(dataDir).reduce((sum, pid) => sum + cpuOf(pid), 0) }),
    audit: () => runAudit(env),
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM')
        await once(child, 'exit')
      }
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** The address the platform prints when it is ready. */
function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const url = /ready: (\S+)/.exec(text)?.[1]
      if (url !== undefined) resolve(url)
    })
    child.once('exit', code => reject(new Error(`the platform ended with ${code} before it was ready: ${text}`)))
  })
}

async function runAudit(env: NodeJS.ProcessEnv): Promise<{ code: number; lastLine: string }> {
  const child = spawn(process.execPath, ['app/audit-books.ts'], { cwd: root, env, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const [code] = (await once(child, 'exit')) as [number]
  return { code, lastLine: text.trimEnd().split('\n').at(-1) ?? '' }
}

/** CPU seconds of each kind of connection so far, by application name. */
export async function cpuByConnection(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ pid: number; name: string }>('select pid, application_name as name from pg_stat_activity')
  const sums = new Map<string, number>()
  for (const { pid, name } of rows) sums.set(name, (sums.get(name) ?? 0) + cpuOf(pid))
  return sums
}

/** The postmaster of the data folder and its children. */
export function postgresPids(dataDir: string): number[] {
  const postmaster = Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n', 1)[0])
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid === postmaster || (pid > 0 && parentOf(pid) === postmaster))
}
function parentOf(pid: number): number {
  return Number(statOf(pid)[1] ?? 0)
}
/** utime + stime + those of reaped children, in seconds. */
export function cpuOf(pid: number): number {
  const fields = statOf(pid)
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) / ticksPerSecond
}
/** Fields of /proc/<pid>/stat after the program's name: state, ppid, … */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}
