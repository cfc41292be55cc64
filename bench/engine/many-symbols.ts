import { C_ORDER, C_REPLACED, C_SYMBOL, COMMAND_F, COMMAND_I, CommandLog } from '../../core/order-book/command-log.ts'
import { createStream, S1 } from './s-streams.ts'
import type { Stream } from './stream.ts'

/** The same commands, each order in the book of its number modulo `symbols`. */
export function spread(stream: Stream, symbols: number): Stream {
  const log = new CommandLog(stream.count)
  for (let record = 0; record < stream.count; record += 1) {
    log.copy(record, stream.log, record)
    log.i[record * COMMAND_I + C_SYMBOL] = log.f[record * COMMAND_F + C_ORDER]! % symbols
  }
  return { ...stream, name: `${stream.name} over ${symbols} symbols`, symbols, log }
}

/** So many symbols with a flow and 5,000 resting orders of their own, taking turns. Order numbers are given over all of them. */
export function crowd(symbols: number): Stream {
  const perSymbol = 10_000
  const each = S1.resting + perSymbol
  const log = new CommandLog(symbols * each)
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    const { log: from } = createStream({ ...S1, seed: S1.seed + symbol }, perSymbol)
    for (let record = 0; record < each; record += 1) {
      const to = record * symbols + symbol
      log.copy(to, from, record)
      log.i[to * COMMAND_I + C_SYMBOL] = symbol
      for (const field of [C_ORDER, C_REPLACED]) {
        const number = log.f[to * COMMAND_F + field]!
        log.f[to * COMMAND_F + field] = number === 0 ? 0 : (number - 1) * symbols + symbol + 1
      }
    }
  }
  return { name: `${symbols} symbols`, prefill: symbols * S1.resting, count: symbols * each, symbols, log }
}
