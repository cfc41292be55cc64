import { isTime, type RouteReply } from '#contracts/kit'
import { refuse } from '#contracts/problems'
import type { listTransactions } from '#contracts/routes/wallet'
import type { Call, Sql } from '#platform/service'
import * as store from './wallet-store.ts'
import { toTransactions } from './wallet-wire.ts'

const pageDefault = 50

/** The ledger of one account, newest first. A page holds whole ledger lines, so it may carry a few items more than its limit. */
export async function transactions(
  sql: Sql,
  accountId: string,
  scaleOf: (asset: string) => number,
  query: Call<typeof listTransactions>['query'],
): Promise<RouteReply<typeof listTransactions>> {
  const limit = query.limit ?? pageDefault
  const before = query.cursor === undefined ? undefined : readCursor(query.cursor)
  const lines = await sql.query<store.LineRow>(store.linesOf(accountId, { asset: query.asset, type: query.type, before, limit: limit + 1 }))
  const page = lines.slice(0, limit)
  const items = page
    .flatMap(line => toTransactions(line, scaleOf(line.asset)).toReversed())
    .filter(item => query.type === undefined || item.type === query.type)
  const last = page.at(-1)
  return {
    status: 200,
    body: {
      items,
      next_cursor:
        lines.length > limit && last !== undefined
          ? writeCursor({ at: last.at_text, asset: last.asset, version: String(last.version) })
          : null,
    },
  }
}

function writeCursor(cursor: store.LineCursor): string {
  return Buffer.from(`${cursor.at} ${cursor.asset} ${cursor.version}`).toString('base64url')
}
function readCursor(text: string): store.LineCursor {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([A-Z0-9]{1,16}) (\d{1,18})$/.exec(Buffer.from(text, 'base64url').toString())
  if (match === null || !isTime(match[1]!))
    refuse('VALIDATION_FAILED', 'cursor: not one this list gave', [
      { field: 'cursor', rule: "must be a list's next_cursor", value: text.slice(0, 64) },
    ])
  return { at: match[1]!, asset: match[2]!, version: match[3]! }
}
