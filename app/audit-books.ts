/** `npm run audit:books`: recomputes every invariant from the tables, names the rows that break one, exits 1 then; 2 when there was nothing to check or it could not be checked. */
import { auditorRole } from '#platform/host'
import { attachDatabase, StartRefused } from '#platform/postgres'
import { createConnection } from '#platform/sql'
import { auditBooks, describeFindings, type Finding } from '#services/auditor'
import { loadConfig } from './config.ts'
import { databaseUrl } from './database-url.ts'

const exitBroken = 1
const exitUnchecked = 2

process.exit(await main())

async function main(): Promise<number> {
  const config = loadConfig(process.env)
  try {
    const database = await attachDatabase(databaseUrl(config), { log: () => undefined })
    try {
      await using connection = createConnection(database.connection({ role: auditorRole, applicationName: 'tradecraft audit' }))
      return report(await auditBooks(connection))
    } finally {
      await database.stop()
    }
  } catch (error) {
    process.stdout.write(`tradecraft: the books could not be checked: ${error instanceof StartRefused ? error.message : String(error)}\n`)
    return exitUnchecked
  }
}

function report(findings: readonly Finding[]): number {
  process.stdout.write(`${describeFindings(findings)}\n`)
  const broken = findings.reduce((sum, finding) => sum + finding.broken.length, 0)
  const checked = findings.reduce((sum, finding) => sum + finding.checked, 0)
  if (checked === 0) {
    process.stdout.write('nothing to check: this database has no accounts yet\n')
    return exitUnchecked
  }
  process.stdout.write(broken === 0 ? `books balanced: ${checked} facts checked\n` : `books BROKEN: ${broken} violations\n`)
  return broken === 0 ? 0 : exitBroken
}
