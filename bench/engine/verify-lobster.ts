// `npm run verify:lobster -- MESSAGES.csv.gz ORDERBOOK.csv.gz [--levels N]`: our book against a recorded NASDAQ day (README.md).
import { basename } from 'node:path'
import { parseArgs } from 'node:util'
import { NoDay, readDay } from './lobster.ts'
import { type Progress, type Verdict, verifyDay } from './lobster-replay.ts'

const usage = 'usage: npm run verify:lobster -- MESSAGES.csv.gz ORDERBOOK.csv.gz [--levels N]'
/** The exchange has matches of its own that its visible orders do not explain: 3 of 5,438 on the day we have. */
const SHARE_MIN = 0.999
const ROWS_NAMED_MAX = 20
const PROGRESS_MS = 1_000

try {
  process.exitCode = main()
} catch (error) {
  if (!(error instanceof NoDay)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

function main(): number {
  const { messages, books, levels } = argumentsOf(process.argv.slice(2))
  const progress = progressOn(process.stderr)
  const verdict = verifyDay(readDay(messages, books, levels), progress)
  const { rows, differingRows, aggressive, clear, otherMakers } = verdict
  const equal = clear - otherMakers.length
  process.stdout.write(`${basename(messages)}
book       ${count(rows - differingRows.length)} of ${count(rows)} rows equal to the published book${named(differingRows)}
matching   ${count(equal)} of ${count(clear)} aggressive orders meet the recorded makers and sizes by price and time${named(otherMakers)}
           ${count(aggressive - clear)} of ${count(aggressive)} could not be judged: size without an order id stood before them
`)
  return isRight(verdict) ? 0 : 1
}

function isRight({ differingRows, clear, otherMakers }: Verdict): boolean {
  return differingRows.length === 0 && clear - otherMakers.length >= clear * SHARE_MIN
}

function named(rows: readonly number[]): string {
  if (rows.length === 0) return ''
  const more = rows.length > ROWS_NAMED_MAX ? ` and ${count(rows.length - ROWS_NAMED_MAX)} more` : ''
  return `; not at row${rows.length === 1 ? '' : 's'} ${rows.slice(0, ROWS_NAMED_MAX).join(', ')}${more}`
}

function count(number: number): string {
  return number.toLocaleString('en')
}

/** Says now and then how far it is, once it takes longer than a moment. */
function progressOn(stream: NodeJS.WriteStream): Progress {
  let due = performance.now() + PROGRESS_MS
  return (done, of) => {
    if (performance.now() < due) return
    due += PROGRESS_MS
    stream.write(`${Math.floor((done / of) * 100)} %\n`)
  }
}

function argumentsOf(argv: string[]): { readonly messages: string; readonly books: string; readonly levels: number | undefined } {
  try {
    const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: { levels: { type: 'string' } } })
    const [messages, books, ...more] = positionals
    if (messages === undefined || books === undefined || more.length > 0) throw new Error('two files are wanted')
    const levels = values.levels === undefined ? undefined : Number(values.levels)
    if (levels !== undefined && !(Number.isInteger(levels) && levels > 0)) throw new Error('--levels is a whole number from 1')
    return { messages, books, levels }
  } catch (error) {
    throw new NoDay(`${(error as Error).message}; ${usage}`)
  }
}
