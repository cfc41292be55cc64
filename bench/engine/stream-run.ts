import { median } from '../figures.ts'
import { reportHash } from './report-hash.ts'
import { readStream } from './stream-file.ts'
import type { Latency, Rate } from './tasks.ts'
import { ask } from './processes.ts'

const RATES = 5

/** Runs a recorded stream through our book and prints what it did, how fast, and the digest of its report. */
export async function runStream(file: string): Promise<number> {
  const stream = readStream(file)
  const { name, count, prefill, symbols } = stream
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  say(`${file}: ${name}, ${count} records, of which ${prefill} fill the book, ${symbols} symbol${symbols === 1 ? '' : 's'}`)
  const hash = reportHash(stream)
  if (count > prefill) {
    const rates: number[] = []
    for (let round = 0; round < RATES; round += 1) {
      const { commands, cpuMs } = await ask<Rate>({ do: 'rate', engine: 'records', file })
      rates.push(commands / cpuMs / 1_000)
    }
    say(
      `rate      ${median(rates).toFixed(2)} M commands/s of CPU time, median of ${RATES}: ${rates.map(rate => rate.toFixed(2)).join(' ')}`,
    )
    const { engine, timer } = await ask<Latency>({ do: 'latency', file })
    say(
      `latency   p50 ${engine.p50} ns, p99 ${engine.p99} ns, p99.9 ${engine.p999} ns; of that the timer's own ${timer.p50}, ${timer.p99}, ${timer.p999}`,
    )
  }
  say(`sha256    ${hash}`)
  return 0
}
