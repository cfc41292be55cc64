import type { Connection, Sql } from '#platform/service'
import type { Check, Finding } from './check-store.ts'
import { marketChecks } from './market-checks-store.ts'
import { moneyChecks } from './money-checks-store.ts'
import { orderChecks } from './order-checks-store.ts'

const allChecks: readonly Check[] = [...moneyChecks, ...orderChecks, ...marketChecks]

/** Runs every check on one snapshot of the database, reading only. */
export async function auditBooks(connection: Connection): Promise<readonly Finding[]> {
  return await connection.transaction(async sql => {
    await sql.query({ text: 'set transaction isolation level repeatable read, read only', values: [] })
    return await runChecks(sql)
  })
}

/** Every check once, one after another, on the caller's transaction. */
export async function runChecks(sql: Sql): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  for (const { id, holds, sql: text } of allChecks) {
    const [row] = await sql.query<{ checked: bigint; broken: string[] }>({ text, values: [] })
    findings.push({ id, holds, checked: Number(row?.checked ?? 0), broken: row?.broken ?? [] })
  }
  return findings
}

/** What a person reads: one line a check, the rows that break it below. */
export function describeFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ id, holds, checked, broken }) => {
      const line = `${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${id.padEnd(20)} ${String(checked).padStart(8)} checked  ${holds}`
      return [line, ...broken.map(name => `         ${name}`)].join('\n')
    })
    .join('\n')
}
