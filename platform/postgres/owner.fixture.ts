// A program that owns an embedded database, for launcher.test.ts to kill: `owner.fixture.ts <data folder> [hasty]`; a
// hasty one does not wait for the disk.
// It says what happens to it in JSON lines, and on Ctrl-C it writes a last row before it stops.
import pg from 'pg'
import { openDatabase, StartRefused } from './index.ts'
import type { Database } from './index.ts'

const [dataDir = '', haste] = process.argv.slice(2)

function say(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

try {
  const database = await openDatabase(`embedded:${dataDir}`, {
    log: line => process.stderr.write(`${line}\n`),
    settings: haste === undefined ? {} : { fsync: 'off' },
  })
  process.once('SIGINT', () => {
    void stopAfterLastWrite(database)
  })
  say({ up: database.connection() })
  say({ exited: await database.exited })
} catch (error) {
  if (!(error instanceof StartRefused)) throw error
  say({ refused: error.message })
}

async function stopAfterLastWrite(database: Database): Promise<void> {
  const last = new pg.Client(database.connection())
  await last.connect()
  await last.query('create table if not exists notes (text text)')
  await last.query(`insert into notes values ('the last one')`)
  await last.end()
  await database.stop()
  say({ stopped: await database.exited })
}
