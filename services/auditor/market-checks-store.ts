/** Positions against the ledger, and fills against the market they claim to have met. */
import { type Check, verdict } from './check-store.ts'

/** Accounts whose projection has everything committed: only they can be compared. */
const caughtUp = `(select bool_and(coalesce(i.seq, 0) = h.last_seq) from (
    select 'matching' as owner, stream, last_seq from matching.stream_heads union all select 'wallet', stream, last_seq from wallet.stream_heads) h
  left join portfolio.inbox i on i.stream = h.stream)`

export const marketChecks: readonly Check[] = [
  {
    id: 'I18',
    holds: 'a position is the sum of its lots, and what the wallet has',
    sql: verdict(`select format('account %s asset %s', p.account_id, p.asset),
        p.quantity <> coalesce(l.quantity, 0) or p.cost <> coalesce(l.cost, 0) or (${caughtUp} and p.quantity <> coalesce(b.available + b.held, 0))
      from portfolio.positions p left join (select account_id, asset, sum(quantity) as quantity, sum(cost) as cost from portfolio.lots group by 1, 2) l on l.account_id = p.account_id and l.asset = p.asset
      left join wallet.balances b on b.account_id = p.account_id and b.asset = p.asset`),
  },
  {
    id: 'I19',
    holds: 'equity minus start = realized + unrealized, whatever the marks: cash − start = realized − cost',
    sql: verdict(`select 'account ' || a.id, ${caughtUp} and b.available + b.held - a.start_balance <> coalesce(p.realized, 0) - coalesce(p.cost, 0)
      from wallet.accounts a join wallet.balances b on b.account_id = a.id and b.asset = a.currency
      left join (select account_id, sum(realized) as realized, sum(cost) as cost from portfolio.positions group by 1) p on p.account_id = a.id`),
  },
  {
    id: 'evidence of prints',
    holds: 'fills never exceed the size of the print they rest on',
    sql: verdict(`select format('%s print %s of session %s frame %s', symbol, market_trade_id, session, frame_no), sum(quantity) > min(shown) or min(shown) <> max(shown)
      from matching.trades where cause = 'print' group by symbol, session, frame_no, market_trade_id`),
  },
  {
    id: 'evidence of levels',
    holds: 'fills never exceed what a level showed in its update',
    sql: verdict(`select format('%s level %s of session %s frame %s', symbol, level, session, frame_no), sum(quantity) > min(shown) or min(shown) <> max(shown)
      from matching.trades where cause in ('level', 'diff') group by symbol, session, frame_no, level, (cause = 'level') = (taker_side = 'buy')`),
  },
  {
    id: 'limits',
    holds: 'no fill is worse than its limit, and a trade with the house has evidence',
    sql: verdict(`select 'fill ' || f.id, o.price is not null and ((f.side = 'buy' and f.price > o.price) or (f.side = 'sell' and f.price < o.price)) from trading.fills f join trading.orders o on o.id = f.order_id
      union all select 'trade ' || trade_id, (venue = 'external') <> (cause in ('level', 'print', 'diff')) or shown <= 0 from matching.trades`),
  },
]
