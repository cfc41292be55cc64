import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Task } from './tasks.ts'

const program = fileURLToPath(new URL('worker.ts', import.meta.url))
/** Where run.js keeps compiled code: who measures starts as `npm start` does (README.md, "Compiled code"). */
const cache = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url))
const SECONDS_MAX = 300

/** Has a process of its own do one task and waits for its answer. */
export async function ask<Answer>(task: Task): Promise<Answer> {
  const child = spawn(process.execPath, ['--expose-gc', program, JSON.stringify(task)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
    timeout: SECONDS_MAX * 1_000,
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  const code = await new Promise(done => child.once('close', done))
  if (code !== 0) throw new Error(`the process that measures ${JSON.stringify(task)} ended with ${String(code)}`)
  return JSON.parse(said) as Answer
}
