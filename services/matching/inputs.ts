import type { Envelope } from '#contracts/kit'
import type { FrameBatch } from '#contracts/topics/market'
import type { PlacedOrder } from '#contracts/topics/orders'
import type { Instrument } from '#core/orders'

/** Commands of one batch: larger ones make everybody wait (performance.md §4). */
const commandsMax = 64
const frameBatchesMax = 256
/** Inputs that may wait. Beyond it frames are dropped (the gap is noticed), and whoever offers commands waits. */
export const inputsMax = 20_000

export type Input =
  | { readonly kind: 'command'; readonly event: Envelope }
  | { readonly kind: 'frames'; readonly batch: FrameBatch }
  | { readonly kind: 'state'; readonly symbol: string; readonly state: Instrument['status'] }

/** A batch failed on its data, not on the world. */
export class BatchFault extends Error {}

/** The shard moved without us: the books are rebuilt, and nobody's command is to blame. */
export class Displaced extends BatchFault {}

/**
 * Takes the inputs of the next batch off the queue, in order of arrival; commands up to `singleUntil` come one by one. The orders of a list
 * stay together: a batch ends before a list that has not come whole.
 */
export function takeBatch(inputs: Input[], singleUntil: number): Input[] {
  const next = inputs.find(input => input.kind === 'command')
  const limit = next !== undefined && next.event.seq <= singleUntil ? 1 : commandsMax
  let [commands, frames, end, whole] = [0, 0, 0, 0]
  let missing = 0
  for (const input of inputs) {
    if (missing === 0 && (input.kind === 'command' ? commands >= limit : frames >= frameBatchesMax)) break
    if (input.kind === 'command') {
      commands += 1
      missing = membersAfter(input.event)
    } else frames += 1
    end += 1
    if (missing === 0) whole = end
  }
  return inputs.splice(0, whole)
}

/** Orders of the command's list that come after it. */
function membersAfter({ topic, payload }: Envelope): number {
  const list = topic === 'order.placed' ? (payload as PlacedOrder).list : undefined
  return list === undefined ? 0 : list.count - 1 - list.index
}
