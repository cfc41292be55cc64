/** The recorded captures, where they lie beside the repository; tests that need them are skipped by name where not. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { Frame } from '#contracts/topics/market'
import type { Instrument } from '#core/orders'
import { catalogue, readSymbols } from './catalogue.ts'
import { createConnection } from './connection.ts'
import { type FeedEvent, parseLine } from './frames.ts'
import { createNormaliser, type Normaliser, type Print } from './normalise.ts'

const folder = fileURLToPath(new URL('../../../shared/data/binance/spot-raw/', import.meta.url))
export const hasRecordings = existsSync(`${folder}btcusdt_20240808.gz`)
export const bitcoinFiles: readonly string[] = [`${folder}btcusdt_20240808.gz`, `${folder}btcusdt_20240809.gz`]
export const thinFolder = `${folder}thin`

/** The lines of the ten minutes of BTCUSDT. */
export function bitcoinLines(): string[] {
  return bitcoinFiles
    .map(path => gunzipSync(readFileSync(path)).toString('utf8'))
    .join('')
    .trim()
    .split('\n')
}

export function catalogued(symbol: string): Instrument {
  return readSymbols(catalogue(), new Map()).instruments.find(instrument => instrument.symbol === symbol)!
}

export interface Played {
  readonly normaliser: Normaliser
  readonly frames: readonly Frame[]
  readonly prints: readonly Print[]
  readonly rejected: number
}
/** Runs lines through parser, connection and normaliser; `look` sees every event after it was taken, with the frames it made. */
export function playLines(
  lines: Iterable<string>,
  look: (event: FeedEvent, normaliser: Normaliser, made: readonly Frame[]) => void = () => undefined,
): Played {
  const normaliser = createNormaliser({ instrument: catalogued('BTCUSDT') })
  const frames: Frame[] = []
  const prints: Print[] = []
  let rejected = 0
  const connection = createConnection(new Map([['BTCUSDT', normaliser]]), (_symbol, step) => {
    frames.push(...step.frames)
    if (step.print !== undefined) prints.push(step.print)
  })
  for (const line of lines) {
    const event = parseLine(line)
    if (event.kind === 'rejected') {
      rejected += 1
      continue
    }
    const before = frames.length
    connection.accept('BTCUSDT', event)
    look(event, normaliser, frames.slice(before))
  }
  connection.finish()
  return { normaliser, frames, prints, rejected }
}
