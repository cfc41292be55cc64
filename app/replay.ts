/**
 * `npm run replay -- <capture.gz> … [--symbol BTCUSDT]`: runs everything the engine ever applied once more, from its audit log and the
 * recorded feed, and from each kept snapshot on; compares every trade, every hash and rebuild on the way, the live orders at the end.
 * Prints the hashes. Exits 1 at a difference and names the first one; 2 when it could not be compared.
 */
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { shards } from '#contracts/instruments'
import { createFileBlobs } from '#platform/adapters/blobs-drive'
import { auditorRole } from '#platform/host'
import { attachDatabase, StartRefused } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { type AuditedShard, readShardAudit } from '#services/auditor'
import { openPlayback } from '#services/market-data'
import { replayShard } from '#services/matching'
import { blobsFolder } from './blobs-folder.ts'
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
    return await compare(audited, values.symbol, files)
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

async function compare(audited: AuditedShard, symbol: string, files: readonly string[]): Promise<number> {
  const { instruments, commands, rows, trades, live } = audited
  const instrument = instruments.find(candidate => candidate.symbol === symbol)
  if (instrument === undefined) return say(exitUncompared, `there is no symbol ${symbol}`)
  const feed = files.length === 0 ? undefined : { symbol, frames: openPlayback(instrument, files.flatMap(linesOf)) }
  const blobs = createFileBlobs(blobsFolder(loadConfig(process.env)))
  let toldAt = performance.now()
  const { replay, differences, snapshots } = await replayShard({ ...audited, feed }, blobs.get, done => {
    if (performance.now() - toldAt < progressEveryMs) return
    toldAt = performance.now()
    process.stderr.write(`replayed ${done} of ${rows.length} batches\n`)
  })
  process.stdout.write(
    `${rows.length} batches, ${commands.size} commands, ${replay.rebuilds} starts, ${trades.length} trades, ${live.length} live orders\n` +
      `${replay.compared} hashes on the way and ${snapshots} snapshots, each run to the end, compared\n` +
      `book_hash ${replay.bookHash()}\nfull_hash ${replay.fullHash()}\n`,
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
