import type { Envelope } from '#contracts/kit'
import type { FrameBatch } from '#contracts/topics/market'

/** Commands of one batch: larger ones make everybody wait (performance.md §4). */
const commandsMax = 64
const frameBatchesMax = 256
/** Inputs that may wait. Beyond it frames are dropped (the gap is noticed), and whoever offers commands waits. */
export const inputsMax = 20_000

export type Input = { readonly kind: 'command'; readonly event: Envelope } | { readonly kind: 'frames'; readonly batch: FrameBatch }

/** A batch failed on its data, not on the world. */
export class BatchFault extends Error {}

/** The shard moved without us: the books are rebuilt, and nobody's command is to blame. */
export class Displaced extends BatchFault {}

/** Takes the inputs of the next batch off the queue, in order of arrival; commands up to `singleUntil` come one by one. */
export function takeBatch(inputs: Input[], singleUntil: number): Input[] {
  const next = inputs.find(input => input.kind === 'command')
  const limit = next !== undefined && next.event.seq <= singleUntil ? 1 : commandsMax
  let [commands, frames, end] = [0, 0, 0]
  for (const input of inputs) {
    if (input.kind === 'command' ? commands === limit : frames === frameBatchesMax) break
    if (input.kind === 'command') commands += 1
    else frames += 1
    end += 1
  }
  return inputs.splice(0, end)
}
