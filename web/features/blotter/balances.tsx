import type { ReactNode } from 'react'
import type { Balance } from '#contracts/routes/wallet'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { type Column, EmptyState, Quantity, Rows } from '../../ui/index.ts'
import type { ListProps } from './blotter.tsx'
import { useShown } from './use-shown.ts'

/** What the account has: free, in orders, in all. */
export function Balances({ onShown }: ListProps): ReactNode {
  const text = useText()
  const balances = useStore(useTerminal().account.balances)
  useShown(balances, onShown)
  return (
    <Rows
      testId="balances"
      label={text('blotter.balances')}
      rows={balances}
      columns={columnsOf(text)}
      keyOf={({ asset }) => asset}
      empty={<EmptyState title={text('blotter.balancesEmpty')} />}
    />
  )
}

function columnsOf(text: Translate): readonly Column<Balance>[] {
  return [
    { key: 'asset', title: text('blotter.asset'), cell: ({ asset }) => <strong className="font-medium">{asset}</strong> },
    { key: 'available', align: 'right', title: text('blotter.available'), cell: ({ available }) => <Quantity value={available} /> },
    { key: 'held', align: 'right', title: text('blotter.held'), cell: ({ held }) => <Quantity value={held} /> },
    { key: 'total', align: 'right', title: text('blotter.inAll'), cell: ({ total }) => <Quantity value={total} /> },
  ]
}
