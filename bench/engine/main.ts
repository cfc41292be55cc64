// `npm run bench:engine`: the gates of the order book, measured in this run (README.md beside this file).
// `npm run bench:engine -- --stream FILE` runs a recorded stream; `-- --write FILE --shape S1|S2|normal` writes one.
import { parseArgs } from 'node:util'
import { measureGates } from './gates.ts'
import { createNormalStream } from './normal-stream.ts'
import { createStream, S1, S2 } from './s-streams.ts'
import { NoStream, type Stream } from './stream.ts'
import { writeStream } from './stream-file.ts'
import { runStream } from './stream-run.ts'

const usage = 'usage: npm run bench:engine -- [--rounds N] | --stream FILE | --write FILE --shape S1|S2|normal'
const COMMANDS = 2_000_000
const ROUNDS = 5

const shapes: Readonly<Record<string, () => Stream>> = {
  S1: () => createStream(S1, COMMANDS),
  S2: () => createStream(S2, COMMANDS),
  normal: () => createNormalStream(),
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof NoStream) && !isOfTheSystem(error)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}

/** A folder that is not there, a disk that is full: Node says which. */
function isOfTheSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

async function main(): Promise<number> {
  const { stream, write, shape, rounds } = optionsOf(process.argv.slice(2))
  if (stream !== undefined) return runStream(stream)
  if (write === undefined) return measureGates(shapes, rounds)
  const make = shapes[shape ?? '']
  if (make === undefined) throw new NoStream(`--shape is one of ${Object.keys(shapes).join(', ')}`)
  const made = make()
  writeStream(write, made)
  process.stdout.write(`${write}: ${made.name}, ${made.count} records, of which ${made.prefill} fill the book\n`)
  return 0
}

function optionsOf(argv: string[]): {
  readonly stream?: string
  readonly write?: string
  readonly shape?: string
  readonly rounds: number
} {
  try {
    const { values } = parseArgs({
      args: argv,
      options: { stream: { type: 'string' }, write: { type: 'string' }, shape: { type: 'string' }, rounds: { type: 'string' } },
    })
    const rounds = Number(values.rounds ?? ROUNDS)
    if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds is a whole number from 1')
    return { ...values, rounds }
  } catch (error) {
    throw new NoStream(`${(error as Error).message}; ${usage}`)
  }
}
