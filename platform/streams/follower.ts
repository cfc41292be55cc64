import type { Envelope } from '#contracts/kit'
import type { Clock, Log } from '#platform/ports'
import type { Follower } from '../service.ts'
import type { Relay } from './relay.ts'

/** Events waiting in memory; beyond it they are forgotten and read again when their turn comes. */
const queueMax = 5_000
const retryMs = 200

/**
 * Delivers one stream in order and without a gap after a position: from the relay's hand while we keep up,
 * by reading the owner's rows where something is missing. A `deliver` that throws is called again with the same events.
 */
export async function startFollower(
  relay: Relay,
  stream: string,
  after: number | 'now',
  deliver: (batch: readonly Envelope[]) => void | Promise<void>,
  clock: Clock,
  log: Log,
  paceMs: number,
): Promise<Follower> {
  let queue: Envelope[] = []
  let position = after === 'now' ? ((await relay.heads()).get(stream) ?? 0) : after
  let taken = position // what is being delivered counts as ours already
  let behind = true
  let running: Promise<void> | undefined
  const stopped = new AbortController()

  function offer(_: string, before: number, batch: readonly Envelope[]): void {
    const end = queue.at(-1)?.seq ?? taken
    if (behind || before > end || queue.length + batch.length > queueMax) behind = true
    else for (const event of batch) if (event.seq > end) queue.push(event)
    kick()
  }
  function kick(): void {
    running ??= run().finally(() => {
      running = undefined
      if ((queue.length > 0 || behind) && !stopped.signal.aborted) kick()
    })
  }
  async function run(): Promise<void> {
    while (!stopped.signal.aborted) {
      try {
        const batch = await next()
        if (batch.length === 0) return
        taken = batch.at(-1)!.seq
        await deliver(batch)
        position = taken
      } catch (error) {
        log.warn({ stream, position, error: String(error) }, 'events could not be delivered; trying again')
        queue = []
        taken = position
        behind = true
        await clock.sleep(retryMs, stopped.signal)
      }
    }
  }
  async function next(): Promise<readonly Envelope[]> {
    if (queue.length > 0) {
      const batch = queue
      queue = []
      if (batch[0]!.seq === position + 1) return batch
      behind = true
    }
    if (!behind) return []
    behind = false // offers that come while we read are kept from here on
    const batch = (await relay.read(stream, position)) as Envelope[]
    if (batch.length > 0) behind = true
    return batch
  }
  const unsubscribe = await relay.subscribe({ wants: name => name === stream, paceMs, offer })
  kick()
  return {
    position: () => position,
    async [Symbol.asyncDispose]() {
      stopped.abort()
      unsubscribe()
      await running
    },
  }
}
