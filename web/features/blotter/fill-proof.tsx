import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { OrderEvent } from '#contracts/routes/order-events'
import type { Fill } from '#contracts/routes/orders'
import { grouped, trim } from '../../data/amounts.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Quantity } from '../../ui/index.ts'
import { feeArithmetic } from './fee-arithmetic.ts'

interface FillProofProps {
  readonly fill: Fill
  readonly evidence: OrderEvent['evidence']
}
/** What a fill cost and what it rests on. */
export function FillProof({ fill, evidence }: FillProofProps): ReactNode {
  const text = useText()
  const symbols = useQuery(useTerminal().queries.symbols())
  const symbol = symbols.data?.find(listed => listed.symbol === fill.symbol)
  return (
    <div className="mt-1.5 overflow-hidden rounded-md border border-line text-xs">
      {symbol === undefined ? null : <Arithmetic fill={fill} symbol={symbol} />}
      {evidence === null ? null : (
        <div className="border-t border-line bg-raised px-2.5 py-1.5 first:border-t-0">
          <p>
            {text(`timeline.cause.${evidence.cause}`, {
              level: grouped(evidence.level),
              shown: trim(evidence.shown),
              queue: trim(evidence.queue_ahead),
            })}
          </p>
          <p className="number text-2xs text-muted">
            {text('timeline.frame', { frame: evidence.frame_no, session: evidence.session })}
            {evidence.market_trade_id === null ? null : ` · ${text('timeline.marketTrade', { id: evidence.market_trade_id })}`}
          </p>
        </div>
      )}
    </div>
  )
}

function Arithmetic({ fill, symbol }: { readonly fill: Fill; readonly symbol: MarketSymbol }): ReactNode {
  const text = useText()
  const { received, asset, ratePercent, isRounded, net } = feeArithmetic(fill, symbol)
  const lines = [
    {
      name: text('timeline.value'),
      sum: `${grouped(fill.price)} × ${grouped(trim(fill.quantity))}`,
      result: <Quantity value={fill.quote_quantity} asset={symbol.quote_asset} />,
    },
    {
      name: text(`timeline.fee.${fill.liquidity}`),
      sum: `${grouped(received)} × ${ratePercent} %`,
      result: (
        <span title={isRounded ? text('timeline.rounded') : undefined}>
          {isRounded ? '≈ ' : ''}
          <Quantity value={fill.fee} asset={asset} />
        </span>
      ),
    },
    {
      name: text('timeline.received'),
      sum: `${grouped(received)} − ${grouped(trim(fill.fee))}`,
      result: <Quantity value={net} asset={asset} />,
    },
  ]
  return (
    <table className="w-full">
      <caption className="sr-only">{text('timeline.arithmetic')}</caption>
      <tbody>
        {lines.map(({ name, sum, result }) => (
          <tr key={name} className="border-t border-line first:border-t-0">
            <th scope="row" className="px-2.5 py-1 text-left font-normal text-muted">
              {name}
            </th>
            <td className="py-1 pr-2.5">
              <span className="flex flex-wrap justify-end gap-x-3">
                <span className="number text-muted">{sum}</span>
                <span className="whitespace-nowrap">
                  <span className="text-muted" aria-hidden="true">
                    ={' '}
                  </span>
                  {result}
                </span>
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
