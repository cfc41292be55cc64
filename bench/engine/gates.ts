import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EngineName } from './engines.ts'
import { DEPTHS, gateLines, type Round } from './gate-lines.ts'
import { type Line, print } from './lines.ts'
import { ask } from './processes.ts'
import { reportHash } from './report-hash.ts'
import { crowd, spread } from './many-symbols.ts'
import { createStream } from './s-streams.ts'
import type { Stream } from './stream.ts'
import { writeStream } from './stream-file.ts'
import type { Collections, Latency, Rate, Replayed, Restored } from './tasks.ts'
import { type Variant, variants } from './variants.ts'

/** The hashes of performance-engine.md §6, which four other engines of its survey reproduce. */
export const PUBLISHED = {
  S1: '87b55b38616a24b5813e8db295a40d3f9187b053f01f029105809bc7b273dfb2',
  S2: '628c0de0b30c09514c4bf31f0fece747782b303059b567648886edda1f369a3d',
} as const

const SYMBOLS = 200
const DEPTH_COMMANDS = 500_000
/** CPU time for engines that do not get to the end. */
const PEER_MS = 4_000
const NAIVE_MS = 1_000
const PASSES = 5

/** Measures every gate of performance-engine.md §5 that is the book's own and prints it; the exit code is 1 where a report or a book differs. */
export async function measureGates(shapes: Readonly<Record<string, () => Stream>>, roundCount: number): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tradecraft-engine-'))
  try {
    const fileOf = (name: string): string => join(folder, `${name.replaceAll(' ', '-')}.stream`)
    const hashes = writeStreams(shapes, fileOf)
    await ask({ do: 'restore', orders: 1 }) // the first process compiles the code, the others find it compiled
    const rounds: Round[] = []
    for (let round = 1; round <= roundCount; round += 1) {
      say(`round ${round} of ${roundCount}`)
      rounds.push(await measureRound(fileOf))
    }
    const isSame = await peersAgree(rounds[0]!, fileOf)
    process.stdout.write(
      `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} CPUs; CPU time; medians of ${roundCount} rounds, ratios within a round\n\n`,
    )
    print([...hashes.lines, agreement(isSame), ...gateLines(rounds)])
    return hashes.areEqual && isSame ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function say(line: string): void {
  process.stderr.write(`${line}\n`)
}

function writeStreams(
  shapes: Readonly<Record<string, () => Stream>>,
  fileOf: (name: string) => string,
): { readonly lines: Line[]; readonly areEqual: boolean } {
  const lines: Line[] = []
  let areEqual = true
  for (const [name, make] of Object.entries(shapes)) {
    say(`stream ${name}`)
    const stream = make()
    writeStream(fileOf(name), stream)
    if (name === 'S1') writeStream(fileOf('spread'), spread(stream, SYMBOLS))
    const published = PUBLISHED[name as keyof typeof PUBLISHED] as string | undefined
    if (published === undefined) continue
    const isEqual = reportHash(stream) === published
    areEqual &&= isEqual
    lines.push({
      measure: `1 report of ${name}, SHA-256`,
      here: isEqual ? 'as published' : 'DIFFERS',
      gate: 'equal',
      goal: 'equal',
      isMissed: !isEqual,
    })
  }
  say(`streams of ${SYMBOLS} symbols and of several depths`)
  writeStream(fileOf('crowd'), crowd(SYMBOLS))
  for (const resting of DEPTHS) {
    const shape = { name: `depth ${resting}`, seed: 44, resting, distance: Math.max(3, (resting * 3) / 1_000) }
    writeStream(fileOf(shape.name), createStream(shape, DEPTH_COMMANDS))
  }
  return { lines, areEqual }
}

async function measureRound(fileOf: (name: string) => string): Promise<Round> {
  const rate = (engine: EngineName, name: string, more: { readonly variant?: Variant; readonly cpuMsMax?: number } = {}): Promise<Rate> =>
    ask<Rate>({ do: 'rate', engine, file: fileOf(name), ...more })
  const present = new Map<Variant, Rate>()
  for (const variant of Object.keys(variants) as Variant[]) present.set(variant, await rate('records', 'S1', { variant }))
  const depths: Rate[] = []
  for (const resting of DEPTHS) depths.push(await rate('records', `depth ${resting}`))
  return {
    plain: present.get('plain')!,
    peer: await rate('peer', 'S1', { cpuMsMax: PEER_MS }),
    objects: await rate('objects', 'S1'),
    deep: await rate('records', 'S2'),
    bare: await rate('bare', 'S1'),
    normal: await rate('records', 'normal'),
    bareNormal: await rate('bare', 'normal'),
    peerNormal: await rate('peer', 'normal', { cpuMsMax: PEER_MS }),
    naive: await rate('naive', 'S1', { cpuMsMax: NAIVE_MS }),
    spread: await rate('records', 'spread'),
    crowd: await rate('records', 'crowd'),
    latency: await ask<Latency>({ do: 'latency', file: fileOf('S1') }),
    collections: await ask<Collections>({ do: 'collections', file: fileOf('S1'), passes: PASSES }),
    replay: await ask<Replayed>({ do: 'replay', file: fileOf('S1') }),
    half: await ask<Restored>({ do: 'restore', orders: 500_000 }),
    million: await ask<Restored>({ do: 'restore', orders: 1_000_000 }),
    present,
    depths,
  }
}

/** Whether the others hold the book that ours holds after as many commands. */
async function peersAgree({ bare, bareNormal, peer, peerNormal, naive }: Round, fileOf: (name: string) => string): Promise<boolean> {
  const runs: readonly (readonly [Rate, string])[] = [
    [bare, 'S1'],
    [bareNormal, 'normal'],
    [peer, 'S1'],
    [peerNormal, 'normal'],
    [naive, 'S1'],
  ]
  for (const [{ commands, levels }, name] of runs)
    if ((await ask<string>({ do: 'levels', file: fileOf(name), commands })) !== levels) return false
  return true
}

function agreement(isSame: boolean): Line {
  const measure = '1 levels of nodejs-order-book, reference and bare book'
  return { measure, here: isSame ? 'as ours' : 'DIFFER', gate: 'equal', goal: 'equal', isMissed: !isSame }
}
