import { describe, expect, test } from 'vitest'
import { type BookCommand, type BookEvent, createBook, type EngineBook, restoreBook } from '#core/order-book'
import { seededCommands } from './streams.model.ts'

const SEEDS = 120
const LENGTH = 240
/** A snapshot is taken after every so many commands. */
const EVERY = 20

function run(book: EngineBook, commands: readonly BookCommand[]): BookEvent[] {
  const events: BookEvent[] = []
  for (const command of commands) book.apply(command, events)
  return events
}

describe('a snapshot of a book', () => {
  test(`every one of ${(SEEDS * LENGTH) / EVERY} taken on the way leads to the same events, the same state and the same bytes at the end`, () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const commands = seededCommands(seed + 50_000, LENGTH)
      const book = createBook()
      const taken: { readonly bytes: Uint8Array; readonly events: number; readonly at: number }[] = []
      const events: BookEvent[] = []
      for (const [at, command] of commands.entries()) {
        if (at % EVERY === 0) taken.push({ bytes: book.snapshot(), events: events.length, at })
        book.apply(command, events)
      }
      for (const { bytes, events: before, at } of taken) {
        const restored = restoreBook(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3))
        expect(Buffer.from(restored.snapshot()).equals(bytes), `seed ${seed}, command ${at}`).toBe(true)
        expect(run(restored, commands.slice(at)), `seed ${seed}, command ${at}`).toEqual(events.slice(before))
        expect(restored.describeAll(), `seed ${seed}, command ${at}`).toBe(book.describeAll())
        expect(Buffer.from(restored.snapshot()).equals(book.snapshot()), `seed ${seed}, command ${at}`).toBe(true)
      }
    }
  })

  test('tells its readers everything anew: a restored book has reported nothing yet', () => {
    const book = createBook()
    run(book, [{ kind: 'house_snapshot', bids: [[99, 5]], asks: [[101, 7]], frame: { session: 1, frame: 1 } }])
    book.takeChanges()
    expect(book.takeChanges()).toEqual({ bids: [], asks: [] })
    expect(restoreBook(book.snapshot()).takeChanges()).toEqual({ bids: [[99, 5]], asks: [[101, 7]] })
  })

  test('that is cut off, too long, of another layout or no snapshot at all is refused', () => {
    const bytes = createBook().snapshot()
    const changed = (word: number, value: number): Uint8Array => {
      const copy = bytes.slice()
      new Float64Array(copy.buffer)[word] = value
      return copy
    }
    expect(() => restoreBook(bytes.subarray(0, 64))).toThrow('cut off')
    expect(() => restoreBook(bytes.subarray(0, 63))).toThrow('cut off')
    expect(() => restoreBook(Buffer.concat([bytes, new Uint8Array(8)]))).toThrow('longer than it says')
    expect(() => restoreBook(changed(1, 2))).toThrow('layout 2; this version reads layout 1')
    expect(() => restoreBook(changed(0, 7))).toThrow('no snapshot')
    expect(() => restoreBook(changed(12, 1))).toThrow('cut off')
  })
})
