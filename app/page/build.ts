import { spawn } from 'node:child_process'
import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Beside the built files: the hash of what they were built from. */
export const stampName = 'sources.sha256'
const saidMax = 2_000

export interface BuildOptions {
  readonly root: string
  /** Where the built page goes; it is replaced as a whole. */
  readonly folder: string
  readonly hash: string
  readonly signal: AbortSignal
}

/** Builds the page in a process of its own, beside the running platform. @throws with what the builder said */
export async function buildPage({ root, folder, hash, signal }: BuildOptions): Promise<void> {
  const fresh = `${folder}-${process.pid}`
  try {
    await runVite({ root, folder: fresh, signal })
    await writeFile(join(fresh, stampName), hash)
    await rm(folder, { recursive: true, force: true })
    await rename(fresh, folder)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function runVite({ root, folder, signal }: Omit<BuildOptions, 'hash'>): Promise<void> {
  const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')))
  const config = join(root, 'web/vite.config.ts')
  const argv = [vite, 'build', '--config', config, '--configLoader', 'native', '--outDir', folder, '--logLevel', 'error']
  const child = spawn(process.execPath, argv, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-saidMax)))
  const ended = Promise.withResolvers<number | null>()
  child.once('error', ended.reject).once('close', ended.resolve)
  const code = await ended.promise
  if (code !== 0) throw new Error(said.trim() === '' ? `the builder ended with ${code}` : said.trim())
}
