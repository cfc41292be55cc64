import type { ReactNode } from 'react'
import type { Fill } from '#contracts/routes/orders'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Clock, Price, Quantity } from '../../ui/index.ts'
import { EmptyState, Panel, Skeleton } from '../../ui/index.ts'
import { SideWord } from './side-word.tsx'

/** The account's last fills. */
export function RecentFills(): ReactNode {
  const { session, account } = useTerminal()
  const { status } = useStore(session.state)
  const fills = useStore(account.fills)
  return (
    <Panel title="Recent fills" className="area-fills panel" isFlush>
      <div className="scroller">
        {status === 'signed_out' ? (
          <EmptyState title="No fills">Every fill says its price, its fee and against whom it was.</EmptyState>
        ) : fills === undefined ? (
          <Skeleton what="fills" />
        ) : fills.length === 0 ? (
          <EmptyState title="No fills yet">A market order fills at once: try a small one.</EmptyState>
        ) : (
          <FillTable fills={fills} />
        )}
      </div>
    </Panel>
  )
}

function FillTable({ fills }: { readonly fills: readonly Fill[] }): ReactNode {
  return (
    <table className="figures" data-testid="fills">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col" className="wide-only">
            Symbol
          </th>
          <th scope="col">Side</th>
          <th scope="col">Price</th>
          <th scope="col">Quantity</th>
          <th scope="col">Fee</th>
          <th scope="col" className="wide-only">
            Against
          </th>
        </tr>
      </thead>
      <tbody>
        {fills.map(fill => (
          <tr key={fill.id}>
            <td>
              <Clock at={fill.executed_at} />
            </td>
            <td className="wide-only">{fill.symbol}</td>
            <td>
              <SideWord side={fill.side} />
            </td>
            <td>
              <Price value={fill.price} />
            </td>
            <td>
              <Quantity value={fill.quantity} />
            </td>
            <td>
              <Quantity value={fill.fee} /> <span className="unit">{fill.fee_asset}</span>
            </td>
            <td className="wide-only muted">
              {fill.venue === 'internal' ? 'user' : 'market'}, {fill.liquidity}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
