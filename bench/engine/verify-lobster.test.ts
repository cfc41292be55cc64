import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hasRecordings, recorded } from '../../core/recorded.model.ts'
import { dayOf } from './lobster.ts'
import { verifyDay } from './lobster-replay.ts'

const DAY = 'lobster/GOOG_2012-06-21_34200000_57600000'

test.skipIf(!hasRecordings)(
  'GOOG 2012-06-21: every row equals the published book, and all but three of the exchange its own meet the recorded makers (needs the recorded data)',
  () => {
    const [messages, book] = [recorded(`${DAY}_message_10.csv.gz`), recorded(`${DAY}_orderbook_10.csv.gz`)]
    const verdict = verifyDay(dayOf({ text: messages, name: 'messages' }, { text: book, name: 'book' }, 10), () => undefined)
    expect(verdict).toEqual({
      rows: 147_915,
      differingRows: [],
      aggressive: 6_081,
      clear: 5_438,
      otherMakers: [69_773, 131_725, 145_471],
    })
  },
  60_000,
)

/** Two levels a side. Orders 1 and 2 join the bid at 99, then 30 are sold to the anonymous 10 at 100 and to order 1; order 2 goes. */
const MESSAGES = [
  '1.0,1,1,10,1010000,-1',
  '1.1,1,1001,20,990000,1',
  '1.2,1,1002,5,990000,1',
  '1.3,4,77,10,1000000,1',
  '1.4,4,1001,20,990000,1',
  '1.5,3,1002,5,990000,1',
]
const BOOKS = [
  '1010000,10,1000000,10,9999999999,0,-9999999999,0',
  '1010000,10,1000000,10,9999999999,0,990000,20',
  '1010000,10,1000000,10,9999999999,0,990000,25',
  '1010000,10,990000,25,9999999999,0,-9999999999,0',
  '1010000,10,990000,5,9999999999,0,-9999999999,0',
  '1010000,10,-9999999999,0,9999999999,0,-9999999999,0',
]
let folder: string
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'lobster-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function verify(messages: readonly string[], books: readonly string[], ...more: string[]): { code: number | null; said: string } {
  const [messageFile, bookFile] = [join(folder, 'message.csv'), join(folder, 'orderbook.csv.gz')]
  writeFileSync(messageFile, messages.join('\n'))
  writeFileSync(bookFile, gzipSync(books.join('\n')))
  return run([messageFile, bookFile, ...more])
}

function run(argv: readonly string[]): { code: number | null; said: string } {
  const program = fileURLToPath(new URL('verify-lobster.ts', import.meta.url))
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...argv], { encoding: 'utf8' })
  return { code: status, said: (stdout + stderr).replaceAll(`${folder}/`, '') }
}

test('a day of six messages is equal row by row, zipped or not', () => {
  const { code, said } = verify(MESSAGES, BOOKS, '--levels', '2')
  expect(said).toContain('book       5 of 5 rows equal')
  expect(said).toContain('matching   1 of 1 aggressive orders meet the recorded makers')
  expect(said).toContain('1 of 2 could not be judged')
  expect(code).toBe(0)
})

test('a book that is another is named by its row, and so is an order that should have met others', () => {
  const otherBook = BOOKS.with(2, BOOKS[2]!.replace('990000,25', '990000,24'))
  // It is taken for true, so the next row, which knows nothing of it, is another one again.
  const published = verify(MESSAGES, otherBook)
  expect(published.said).toContain('3 of 5 rows equal to the published book; not at rows 3, 4\n')
  expect(published.code).toBe(1)
  const otherMaker = MESSAGES.with(4, '1.4,4,1002,5,990000,1').with(5, '1.5,3,1001,20,990000,1')
  const otherRows = BOOKS.with(4, BOOKS[4]!.replace('990000,5', '990000,20'))
  const { code, said } = verify(otherMaker, otherRows)
  expect(said).toContain('5 of 5 rows equal to the published book\n')
  expect(said).toContain('matching   0 of 1 aggressive orders meet the recorded makers and sizes by price and time; not at row 5\n')
  expect(code).toBe(1)
})

test('what is no such pair is one sentence and exit code 2', () => {
  expect(run(['no.csv', 'none.csv'])).toEqual({ code: 2, said: 'there is no file no.csv\n' })
  expect(run(['one.csv']).said).toContain('two files are wanted; usage:')
  expect(verify(MESSAGES.slice(1), BOOKS).said).toBe('message.csv has 5 lines and orderbook.csv.gz 6; a pair has as many of both\n')
  expect(verify(MESSAGES, BOOKS, '--levels', '10').said).toBe('orderbook.csv.gz has 8 columns, which is not four for each of 10 levels\n')
  expect(verify(MESSAGES.with(1, 'time,type,id,size,price,side'), BOOKS).said).toContain('message.csv row 2 is not of numbers: time,type')
  expect(verify(MESSAGES.with(1, '1.1,9,1001,20,990000,1'), BOOKS).said).toBe('message.csv row 2 is of type 9; there are types 1 to 7\n')
  expect(verify(MESSAGES, BOOKS.with(3, '1,2,3')).said).toBe('orderbook.csv.gz row 4 has 3 fields and not 8\n')
})
