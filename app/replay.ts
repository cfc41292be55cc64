/**
 * `npm run replay -- <capture.gz> … [--symbol BTCUSDT]`: runs everything the engine ever applied once more, from its audit log and the
 * recorded feed, and compares: every trade, every rebuild on the way, the live orders at the end. Prints the hashes. Exits 1 at a
 * difference and names the first one; 2 when it could not be compared.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { shards } from '#contracts/instruments'
import { auditorRole } from '#platform/host'
import { attachDatabase, StartRefused } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { type AuditedShard, readShardAudit } from '#services/auditor'
import { openPlayback } from '#services/market-data'
import { Replay } from '#services/matching'
import { loadConfig } from './config.ts'
import { databaseUrl } from './database-url.ts'

const exitDifferent = 1
const exitUncompared = 2
const progressEveryMs = 1_000

process.exit(await main())

async function main(): Promise<number> {
  const { values, positionals: files } = parseArgs({ allowPositionals: true, options: { symbol: { type: 'string', default: 'BTCUSDT' } } })
  const missing = files.find(file => !existsSync(file))
  if (missing !== undefined) return say(exitUncompared, `there is no file ${missing}; name the recordings the feed was replayed from`)
  try {
    const audited = await readAudit()
    if (audited.rows.length === 0) return say(exitUncompared, 'the engine has applied nothing yet')
    return compare(audited, values.symbol, files)
  } catch (error) {
    return say(exitUncompared, `could not be replayed: ${error instanceof StartRefused ? error.message : String(error)}`)
  }
}

async function readAudit(): Promise<AuditedShard> {
  const database = await attachDatabase(databaseUrl(loadConfig(process.env)), { log: () => undefined })
  try {
    await using connection = createConnection(database.connection({ role: auditorRole, applicationName: 'tradecraft replay' }))
    return await connection.transaction(async sql => {
      await sql.query({ text: 'set transaction isolation level repeatable read, read only', values: [] })
      return await readShardAudit(sql, shards[0])
    })
  } finally {
    await database.stop()
  }
}

function compare({ instruments, commands, rows, trades, live }: AuditedShard, symbol: string, files: readonly string[]): number {
  const instrument = instruments.find(candidate => candidate.symbol === symbol)
  if (instrument === undefined) return say(exitUncompared, `there is no symbol ${symbol}`)
  const feed = files.length === 0 ? undefined : { symbol, frames: openPlayback(instrument, files.flatMap(linesOf)) }
  const replay = new Replay({ instruments, feed, commands })
  let toldAt = performance.now()
  for (const [done, row] of rows.entries()) {
    replay.apply(row)
    if (performance.now() - toldAt < progressEveryMs) continue
    toldAt = performance.now()
    process.stderr.write(`replayed ${done + 1} of ${rows.length} batches\n`)
  }
  const different = trades.findIndex((trade, at) => JSON.stringify(trade) !== JSON.stringify(replay.trades[at]))
  const differences = [
    ...replay.differences,
    ...(different < 0
      ? []
      : [
          `trade ${different + 1}: stored ${JSON.stringify(trades[different])}, replayed ${JSON.stringify(replay.trades[different] ?? null)}`,
        ]),
    ...(replay.trades.length > trades.length
      ? [`trade ${trades.length + 1}: replayed ${JSON.stringify(replay.trades[trades.length])}, not stored`]
      : []),
    ...(JSON.stringify(live) === JSON.stringify(replay.live())
      ? []
      : [`live orders: ${live.length} stored, ${replay.live().length} replayed, or with other quantities`]),
  ]
  process.stdout.write(
    `${rows.length} batches, ${commands.size} commands, ${replay.rebuilds} starts, ${trades.length} trades, ${live.length} live orders\nbook_hash ${replay.bookHash()}\nfull_hash ${replay.fullHash()}\n`,
  )
  if (differences.length === 0) return say(0, 'the replay is equal')
  return say(exitDifferent, `the replay DIFFERS (${differences.length}); first: ${differences[0]}`)
}

function linesOf(file: string): string[] {
  return gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
}

function say(code: number, sentence: string): number {
  process.stdout.write(`tradecraft: ${sentence}\n`)
  return code
}
