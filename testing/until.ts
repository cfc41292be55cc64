import { setTimeout as wait } from 'node:timers/promises'

/** Polls until `condition` holds; fails with `what` after `timeoutMs`. For things that follow, like projections. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`)
    await wait(10)
  }
}
