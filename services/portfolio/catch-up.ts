import type { AccountEntry } from '#contracts/accounts'
import { type HoldingRow, toHeld } from '#contracts/portfolio'
import { agrees } from '#core/portfolio'
import type { Context, Statement } from '#platform/service'
import type { PortfolioManifest } from './manifest.ts'
import * as store from './portfolio-store.ts'

/** A reader waits this long for the projection, then is told that it is behind (money-path.md §9). */
const waitMs = 500
const pollMs = 5

/**
 * Reads an account's holdings once the projection has passed everything that was committed before the call and wallet and trades agree
 * about this account; `behind` when that did not happen within 500 ms.
 */
export async function readCaughtUp<Row extends HoldingRow>(
  context: Context<PortfolioManifest>,
  account: AccountEntry,
  { statement, complete }: { readonly statement: Statement; readonly complete: (rows: readonly Row[]) => readonly Row[] },
): Promise<{ readonly rows: readonly Row[]; readonly behind: boolean }> {
  const { clock, sql } = context
  const deadline = clock.monotonic() + waitMs
  const heads = [...(await context.heads('wallet')), ...(await context.heads('matching'))]
  for (;;) {
    const inbox = await sql.query<{ stream: string; seq: bigint }>(store.positionsInStreams)
    const reached = new Map(inbox.map(({ stream, seq }) => [stream, Number(seq)]))
    const hasPassed = heads.every(([stream, seq]) => (reached.get(stream) ?? 0) >= seq)
    const isLate = clock.monotonic() >= deadline
    if (hasPassed || isLate) {
      const rows = complete(await sql.query<Row>(statement))
      const isWhole = hasPassed && agrees(account.currency, account.start_balance, rows.map(toHeld))
      if (isWhole || isLate) return { rows, behind: !isWhole }
    }
    await clock.sleep(pollMs)
  }
}
