import { expect, test } from 'vitest'
import { toInstrument, toRules } from '#contracts/instruments'
import type { InstrumentRules } from '#contracts/topics/market'
import { instrument } from '../core/orders/orders.model.ts'

test('the rules of an instrument come back from the wire as they were', () => {
  expect(toInstrument(toRules(instrument(), true))).toEqual(instrument())
  const { trailingDelta: _, percentPrice: __, ...plain } = instrument()
  expect(toInstrument(toRules(plain, true))).toEqual(plain)
})

test('rules stored before the newer limits existed have none, and the usual protection', () => {
  const newer = ['triggers_max', 'iceberg_parts_max', 'trailing_delta', 'protection_bips', 'print_bips']
  const stored = Object.fromEntries(Object.entries(toRules(instrument(), true)).filter(([field]) => !newer.includes(field)))
  const read = toInstrument(stored as InstrumentRules)
  expect(read).toMatchObject({ triggersMax: 0, icebergPartsMax: 0, protectionBips: 1_000, printBips: 100 })
  expect(read).not.toHaveProperty('trailingDelta')
})
