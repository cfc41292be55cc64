import type { ReactNode } from 'react'
import type { Position } from '#contracts/routes/portfolio'
import { useText } from '../../data/terminal.ts'
import { Moment, Price, Quantity, Sheet } from '../../ui/index.ts'

/** What a position was bought in, oldest first: that is how it is sold. */
export function LotSheet({ position, onClose }: { readonly position: Position | undefined; readonly onClose: () => void }): ReactNode {
  const text = useText()
  return (
    <Sheet from="right" title={text('lots.title', { asset: position?.asset ?? '' })} isOpen={position !== undefined} onClose={onClose}>
      <p className="mb-3 text-xs text-muted">{text('lots.about')}</p>
      <table className="w-full text-sm">
        <thead className="text-2xs text-muted">
          <tr>
            <th scope="col" className="pb-1 text-left font-normal">
              {text('lots.opened')}
            </th>
            <th scope="col" className="pb-1 text-right font-normal">
              {text('blotter.quantity')}
            </th>
            <th scope="col" className="pb-1 text-right font-normal">
              {text('lots.cost')}
            </th>
          </tr>
        </thead>
        <tbody>
          {position?.lots.map(lot => (
            <tr key={lot.trade_id} className="border-t border-line">
              <td className="py-1.5">
                <Moment at={lot.opened_at} />
              </td>
              <td className="text-right">
                <Quantity value={lot.quantity} />
              </td>
              <td className="text-right">
                <Price value={lot.unit_cost} decimals={position.mark_price?.split('.')[1]?.length} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Sheet>
  )
}
