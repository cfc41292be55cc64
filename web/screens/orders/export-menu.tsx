import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { useText } from '../../data/terminal.ts'
import { saveFile, toCsv } from '../../features/blotter/csv.ts'
import { Button, Icon, Menu } from '../../ui/index.ts'

/** The orders that are shown as files, exactly as the platform told them. */
export function ExportMenu({ orders }: { readonly orders: readonly Order[] }): ReactNode {
  const text = useText()
  const button = (
    <Button aria-disabled={orders.length === 0}>
      <Icon name="download" size={14} />
      {text('orders.export')}
    </Button>
  )
  if (orders.length === 0) return button
  const count = orders.length
  return (
    <Menu
      trigger={button}
      groups={[
        [
          { label: text('orders.exportCsv', { count }), onPick: () => saveFile('tradecraft-orders.csv', toCsv(orders)) },
          {
            label: text('orders.exportJson', { count }),
            onPick: () => saveFile('tradecraft-orders.json', JSON.stringify(orders, null, 2)),
          },
        ],
      ]}
    />
  )
}
