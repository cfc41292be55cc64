import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { Portfolio as Totals } from '#contracts/routes/portfolio'
import type { Balance } from '#contracts/routes/wallet'
import { cut, isZero, multiply } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Money, Pnl, Price, Quantity } from '../../ui/index.ts'
import { EmptyState, Panel, Skeleton } from '../../ui/index.ts'

/** What the account is worth, what it holds, and what it has to trade with. */
export function Portfolio({ symbols }: { readonly symbols: readonly MarketSymbol[] }): ReactNode {
  const { session, account } = useTerminal()
  const { status } = useStore(session.state)
  const totals = useStore(account.portfolio)
  const balances = useStore(account.balances)
  return (
    <Panel title="Portfolio" className="area-portfolio panel">
      {status === 'signed_out' ? (
        <EmptyState title="Your paper account">
          It starts with 100,000 USDT. Equity, profit and positions appear here and move with the market.
        </EmptyState>
      ) : totals === undefined || balances === undefined ? (
        <Skeleton what="the portfolio" lines={6} />
      ) : (
        <>
          <Summary totals={totals} />
          <Positions balances={balances} currency={totals.currency} symbols={symbols} />
          <Balances balances={balances} />
        </>
      )}
    </Panel>
  )
}

function Summary({ totals }: { readonly totals: Totals }): ReactNode {
  return (
    <div className="summary">
      <div className="equity">
        <div className="muted">Equity</div>
        <div className="equity-value">
          <Money value={totals.equity} currency={totals.currency} />
        </div>
        <Pnl value={totals.return_percent} unit=" %" />
      </div>
      <dl className="pairs">
        <dt>Unrealized P&amp;L</dt>
        <dd>
          <Pnl value={totals.unrealized_pnl} />
        </dd>
        <dt>Realized P&amp;L</dt>
        <dd>
          <Pnl value={totals.realized_pnl} />
        </dd>
        <dt>Fees paid</dt>
        <dd>
          <Money value={totals.fees_paid} />
        </dd>
      </dl>
      {totals.behind ? <p className="muted">The last trade is still being added.</p> : null}
      {totals.unpriced.length > 0 ? <p className="muted">Without a price right now: {totals.unpriced.join(', ')}</p> : null}
    </div>
  )
}

interface PositionsProps {
  readonly balances: readonly Balance[]
  readonly currency: string
  readonly symbols: readonly MarketSymbol[]
}
function Positions({ balances, currency, symbols }: PositionsProps): ReactNode {
  const held = balances.filter(({ asset, total }) => asset !== currency && !isZero(total))
  return (
    <section aria-label="Positions">
      <h3>Positions</h3>
      {held.length === 0 ? (
        <p className="muted small">No positions. What you buy appears here with its value.</p>
      ) : (
        <table className="figures" data-testid="positions">
          <thead>
            <tr>
              <th scope="col">Asset</th>
              <th scope="col">Quantity</th>
              <th scope="col">Value ({currency})</th>
            </tr>
          </thead>
          <tbody>
            {held.map(balance => (
              <PositionRow
                key={balance.asset}
                balance={balance}
                symbol={symbols.find(({ base_asset: base, quote_asset: quote }) => base === balance.asset && quote === currency)}
              />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function PositionRow({ balance, symbol }: { readonly balance: Balance; readonly symbol: MarketSymbol | undefined }): ReactNode {
  return (
    <tr>
      <th scope="row">{balance.asset}</th>
      <td>
        <Quantity value={balance.total} />
      </td>
      <td>{symbol === undefined ? '–' : <MarketValue quantity={balance.total} symbol={symbol.symbol} />}</td>
    </tr>
  )
}

/** At the last price; the bid where nothing has traded. */
function MarketValue({ quantity, symbol }: { readonly quantity: string; readonly symbol: string }): ReactNode {
  const ticker = useStore(useTerminal().marketOf(symbol).ticker)
  const price = ticker?.last_price ?? ticker?.bid_price ?? null
  return (
    <>
      <Money value={price === null ? null : multiply(quantity, price)} />
      <div className="muted small">
        at <Price value={price} />
      </div>
    </>
  )
}

function Balances({ balances }: { readonly balances: readonly Balance[] }): ReactNode {
  return (
    <section aria-label="Balances">
      <h3>Balances</h3>
      <table className="figures" data-testid="balances">
        <thead>
          <tr>
            <th scope="col">Asset</th>
            <th scope="col">Available</th>
            <th scope="col">In orders</th>
          </tr>
        </thead>
        <tbody>
          {balances.map(({ asset, available, held }) => (
            <tr key={asset}>
              <th scope="row">{asset}</th>
              <td title={available}>
                <Quantity value={cut(available, shownDecimals)} />
              </td>
              <td title={held}>
                <Quantity value={cut(held, shownDecimals)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
/** As many as the column has room for; finer digits are cut here and stand in the title. */
const shownDecimals = 6
