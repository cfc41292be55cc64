import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewOrder } from '#core/order-book'
import * as commands from '../../core/order-book/command-log.ts'
import { readOrder, writeOrder } from '../../core/order-book/order-records.ts'
import { createNormalStream } from './normal-stream.ts'
import { reportHash, reportOf } from './report-hash.ts'
import type { Stream } from './stream.ts'
import { plainOrder } from './plain-order.ts'
import { readStream, writeStream } from './stream-file.ts'

let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'stream-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const plain: NewOrder = { ...plainOrder, order: 1, side: 'buy', price: 100, quantity: 10 }
const orders: readonly NewOrder[] = [
  plain,
  { ...plain, order: 2, owner: 7, side: 'sell', timeInForce: 'ioc', selfTrade: 'decrement', price: 99 },
  { ...plain, order: 3, type: 'market', timeInForce: 'fok', price: 0, quoteQuantity: 900, spendMax: 1_000, selfTrade: 'expire_both' },
  { ...plain, order: 4, postOnly: true, display: 3, expiresAt: -1, selfTrade: 'expire_maker' },
  { ...plain, order: 5, side: 'sell', trigger: { on: 'stop', stop: 90, trailing: 0, activation: 0 } },
  { ...plain, order: 6, trigger: { on: 'take_profit', stop: 0, trailing: 50, activation: 95 } },
  { ...plain, order: 7, price: 0, peg: { to: 'market', offset: 2 }, selfTrade: 'expire_taker' },
]

test('an order is the same after it was a record', () => {
  const log = new commands.CommandLog(orders.length)
  orders.forEach((order, record) => writeOrder(log, record, order))
  expect(orders.map((_, record) => readOrder(log, record))).toEqual(orders)
})

/** A record each: what it says beyond its kind, by the place in the record. */
function streamOf(
  records: readonly {
    readonly kind: number
    readonly order?: NewOrder
    readonly d?: Record<number, number>
    readonly i?: Record<number, number>
  }[],
): Stream {
  const log = new commands.CommandLog(records.length)
  for (const [record, { kind, order, d = {}, i = {} }] of records.entries()) {
    if (order !== undefined) writeOrder(log, record, order)
    log.i[record * commands.COMMAND_I + commands.C_KIND] = kind
    for (const [at, value] of Object.entries(d)) log.f[record * commands.COMMAND_F + Number(at)] = value
    for (const [at, value] of Object.entries(i)) log.i[record * commands.COMMAND_I + Number(at)] = value
  }
  return { name: 'told', prefill: 1, count: records.length, symbols: 2, log }
}

const { C_EXPIRES, C_FLAGS, C_ORDER, C_PRICE, C_QUANTITY, C_REPLACED, C_SYMBOL, FLAG_SELL } = commands
const told = streamOf([
  { kind: commands.COMMAND_NEW, order: plain },
  {
    kind: commands.COMMAND_NEW,
    order: { ...plain, order: 2, side: 'sell', price: 110, trigger: { on: 'stop', stop: 95, trailing: 0, activation: 0 } },
  },
  { kind: commands.COMMAND_NEW, order: { ...plain, order: 3, expiresAt: 500 }, i: { [C_SYMBOL]: 1 } },
  { kind: commands.COMMAND_AMEND, d: { [C_ORDER]: 1, [C_QUANTITY]: 8 } },
  { kind: commands.COMMAND_LEVEL, d: { [C_QUANTITY]: 4 }, i: { [C_PRICE]: 105, [C_FLAGS]: FLAG_SELL } },
  { kind: commands.COMMAND_PRINT, d: { [C_ORDER]: 900, [C_QUANTITY]: 1 }, i: { [C_PRICE]: 95, [C_FLAGS]: FLAG_SELL } },
  { kind: commands.COMMAND_REPLACE, order: { ...plain, order: 4, price: 106, quantity: 6 }, d: { [C_REPLACED]: 1 } },
  { kind: commands.COMMAND_TIME, d: { [C_EXPIRES]: 500 }, i: { [C_SYMBOL]: 1 } },
  { kind: commands.COMMAND_CANCEL, d: { [C_ORDER]: 4 } },
  { kind: commands.COMMAND_CANCEL, d: { [C_ORDER]: 4 } },
  { kind: commands.COMMAND_REPLACE, order: { ...plain, order: 5 }, d: { [C_REPLACED]: 4 } },
])

test('every kind of record is run and reported', () => {
  expect([...reportOf(told)]).toEqual([
    '0,0,0,1,100,10',
    '0,1,1,2,110,10',
    '7,1,2,2',
    '0,2,0,3,100,10',
    '9,3,1,8,8',
    '1,5,100,1,1,0',
    '7,5,3,2',
    '1,6,105,4,0,4',
    '3,6,0,4,106,6',
    '6,7,3,expired,GTD_EXPIRED,10',
    '2,8,0,4,106',
    '4,9,4',
    '5,10,4',
  ])
})

test('a stream is the same after it was a file, and so is its report', () => {
  const file = join(folder, 'told.stream')
  for (const stream of [told, createNormalStream(2_000)]) {
    writeStream(file, stream)
    const { log, ...read } = readStream(file)
    const { log: _, ...written } = stream
    expect(read).toEqual(written)
    expect(reportHash({ ...read, log })).toBe(reportHash(stream))
  }
})

function bench(...argv: string[]): { code: number | null; said: string } {
  const program = fileURLToPath(new URL('main.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8' })
  return { code: status, said: (stdout + stderr).replaceAll(`${folder}/`, '') }
}

test('a file that is no stream is one sentence and exit code 2', () => {
  const file = join(folder, 'odd.stream')
  expect(bench('--stream', join(folder, 'none'))).toEqual({ code: 2, said: 'there is no file none\n' })
  writeFileSync(file, 'price,quantity\n')
  expect(bench('--stream', file)).toMatchObject({
    code: 2,
    said: expect.stringContaining('odd.stream is no stream: it begins with') as string,
  })
  writeStream(file, told)
  const bytes = readFileSync(file)
  writeFileSync(file, bytes.subarray(0, -96))
  expect(bench('--stream', file)).toEqual({ code: 2, said: 'odd.stream says 11 records and has 10\n' })
  writeStream(
    file,
    streamOf([
      { kind: commands.COMMAND_NEW, order: plain },
      { kind: commands.COMMAND_NEW, order: plain },
    ]),
  )
  expect(bench('--stream', file)).toMatchObject({
    code: 2,
    said: expect.stringContaining('record 1 cannot be run: an order id is used once\n') as string,
  })
  writeStream(file, streamOf([{ kind: 9 }]))
  expect(bench('--stream', file)).toMatchObject({
    code: 2,
    said: expect.stringContaining('record 0 cannot be run: it is of kind 9') as string,
  })
  writeStream(file, streamOf([{ kind: commands.COMMAND_NEW, order: plain, i: { [C_SYMBOL]: 2 } }]))
  expect(bench('--stream', file)).toMatchObject({
    code: 2,
    said: expect.stringContaining('record 0 is of symbol 2; there are 2\n') as string,
  })
})
