/** The real clock and real randomness: the only place that asks the machine for them. */
import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { v7 } from 'uuid'
import type { Clock, Ids } from '#platform/ports'

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(delayMs, signal) {
    try {
      await wait(delayMs, undefined, signal === undefined ? {} : { signal })
    } catch (error) {
      if (!signal?.aborted) throw error
    }
  },
  after(delayMs, work) {
    const timer = setTimeout(work, delayMs)
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
  every(periodMs, work) {
    let running = false
    const timer = setInterval(() => {
      if (running) return
      running = true
      void Promise.resolve(work()).finally(() => {
        running = false
      })
    }, periodMs)
    return { [Symbol.dispose]: () => clearInterval(timer) }
  },
}

export const systemIds: Ids = {
  uuid: () => v7(),
  token: bytes => randomBytes(bytes).toString('base64url'),
}
