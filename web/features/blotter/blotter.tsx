import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { CheckField, EmptyState, IconButton, Tabs } from '../../ui/index.ts'
import { type BlotterTab, useDesk } from '../desk/desk.ts'
import { Balances } from './balances.tsx'
import { saveFile, toCsv } from './csv.ts'
import { Fills } from './fills.tsx'
import { History } from './history.tsx'
import { Ledger } from './ledger.tsx'
import { OpenOrders } from './open-orders.tsx'
import { OrderDrawer } from './order-drawer.tsx'
import { Positions } from './positions.tsx'

/** What every list of the blotter is given. */
export interface ListProps {
  /** Only this symbol; undefined for all. */
  readonly symbol: string | undefined
  /** Opens an order's timeline. */
  readonly onOrder: (id: string) => void
  /** Told the rows that are shown, for export. */
  readonly onShown: (rows: readonly object[]) => void
}
const lists: Readonly<Record<BlotterTab, (props: ListProps) => ReactNode>> = {
  open: OpenOrders,
  positions: Positions,
  fills: Fills,
  history: History,
  balances: Balances,
  ledger: Ledger,
}
const tabNames = Object.keys(lists) as BlotterTab[]

/** Orders, positions and the books of the account, in one place. */
export function Blotter(): ReactNode {
  const text = useText()
  const { session, account } = useTerminal()
  const { symbol, blotterTab } = useDesk()
  const tab = useStore(blotterTab)
  const isSignedIn = useStore(session.state).status === 'signed_in'
  const count = useStore(account.orders)?.length ?? 0
  const [isOne, setOne] = useState(false)
  const [orderId, setOrderId] = useState<string>()
  const [shown, setShown] = useState<readonly object[]>([])
  const List = lists[tab]
  return (
    <>
      <Tabs
        label={text('desk.blotter')}
        value={tab}
        onChange={next => blotterTab.set(next)}
        actions={
          <>
            <span className="max-lg:hidden">
              <CheckField label={text('blotter.only', { symbol: symbol.symbol })} isChecked={isOne} onChange={setOne} />
            </span>
            {isSignedIn ? (
              <Link
                to="/orders"
                search={isOne ? { symbol: symbol.symbol } : {}}
                className="flex h-6 items-center rounded-sm px-1.5 text-xs text-muted hover:text-text hover:underline max-sm:hidden"
              >
                {text('orders.all')}
              </Link>
            ) : null}
            <IconButton
              icon="download"
              label={text('blotter.export')}
              aria-disabled={shown.length === 0}
              onClick={() => (shown.length === 0 ? undefined : saveFile(`tradecraft-${tab}.csv`, toCsv(shown)))}
            />
          </>
        }
        tabs={tabNames.map(name => ({
          value: name,
          label: name === 'open' && count > 0 ? text('blotter.openCount', { count }) : text(`blotter.${name}`),
          content: isSignedIn ? (
            <List symbol={isOne ? symbol.symbol : undefined} onOrder={setOrderId} onShown={setShown} />
          ) : (
            <ForVisitors />
          ),
        }))}
      />
      <OrderDrawer id={orderId} onClose={() => setOrderId(undefined)} onOrder={setOrderId} />
    </>
  )
}

/** What stands in a list of a visitor. */
function ForVisitors(): ReactNode {
  const text = useText()
  return <EmptyState title={text('blotter.visitor')}>{text('blotter.visitorHint')}</EmptyState>
}
