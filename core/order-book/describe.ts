import { COLD, F, FRAME, HAS_HOUSE, I, LEAVES, LEFT, NEXT, NUMBER, PRICE, PRINTED, SESSION, SHOWN, VISIBLE } from './cells.ts'
import type { BookMemory, BookSide } from './side.ts'
import type { LiveList, LiveOrder } from './types.ts'

/** Canonical text of a side's resting orders (README, canonical text). */
export function describeResting({ cells }: BookMemory, side: BookSide): string {
  const { f, i } = cells
  let text = ''
  for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!))
    for (let cell = i[level * I + NEXT]!; cell !== level; cell = i[cell * I + NEXT]!)
      text += `${side.side} ${i[cell * I + PRICE]!} ${f[cell * F + NUMBER]!} ${f[cell * F + LEAVES]!} ${f[cell * F + VISIBLE]!}\n`
  return text
}

/** Canonical text of waiting orders and of lists. */
export function describeWaiting(orders: Iterable<LiveOrder>, lists: Iterable<LiveList>): string {
  let text = ''
  for (const { state, order, leaves, extreme } of orders)
    text += state === 'armed' ? `armed ${order} ${leaves} ${extreme}\n` : `pending ${order}\n`
  for (const { command, working, legs, quantity, started, entered, enteredPpm, exited } of lists)
    text += `list ${command.list} ${working} ${legs.join(',')} ${quantity} ${started ? 1 : 0} ${entered} ${enteredPpm} ${exited}\n`
  return text
}

/** Canonical text of the queue places. */
export function describeQueue(orders: Iterable<LiveOrder>): string {
  let text = ''
  for (const { state, order, ahead } of orders) if (state === 'resting') text += `ahead ${order} ${ahead}\n`
  return text
}

/** Canonical text of one side's house levels, best first, with what was consumed and printed since the feed spoke. */
export function describeHouse({ cells }: BookMemory, side: BookSide): string {
  const { f, i, cold } = cells
  let text = ''
  for (let level = side.best; level !== 0; level = side.worse(i[level * I + PRICE]!)) {
    if (i[level * I + HAS_HOUSE] === 0) continue
    const [shown, left, printed] = [f[level * F + SHOWN]!, f[level * F + LEFT]!, f[level * F + PRINTED]!]
    text += `house ${side.side} ${i[level * I + PRICE]!} ${shown} ${left} ${printed} ${i[level * I + SESSION]!}.${cold[level * COLD + FRAME]!}\n`
  }
  return text
}
