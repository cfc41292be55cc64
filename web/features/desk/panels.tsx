import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Skeleton } from '../../ui/index.ts'
import { Blotter } from '../blotter/blotter.tsx'
import { Ladder, type PricePick } from '../book/ladder.tsx'
import { ChartPanel } from '../chart/chart-panel.tsx'
import { Holdings } from '../ticket/holdings.tsx'
import { atPrice } from '../ticket/draft.ts'
import { Ticket } from '../ticket/ticket.tsx'
import { useOneClick } from '../ticket/use-one-click.ts'
import { Tape } from '../trades/tape.tsx'
import { VisitorCard } from '../account/visitor-card.tsx'
import { useDesk } from './desk.ts'

export type PanelName = 'chart' | 'book' | 'trades' | 'ticket' | 'blotter'

/** One of the parts of the trading screen, by its name; every layout puts the same ones somewhere else. */
export function DeskPanel({ name }: { readonly name: PanelName }): ReactNode {
  const { symbol } = useDesk()
  switch (name) {
    case 'chart':
      return <DeskChart />
    case 'book':
      return <DeskBook />
    case 'trades':
      return <Tape symbol={symbol} />
    case 'ticket':
      return <DeskTicket />
    case 'blotter':
      return <Blotter />
  }
}

function DeskChart(): ReactNode {
  const { symbol, interval } = useDesk()
  return <ChartPanel symbol={symbol} interval={useStore(interval)} onInterval={next => interval.set(next)} />
}

function DeskBook(): ReactNode {
  const { symbol, draft, isArmed } = useDesk()
  const placeAtOnce = useOneClick()
  function pick({ price, isAtOnce }: PricePick): void {
    draft.set(atPrice(draft.get(), price))
    if (isAtOnce && isArmed.get()) placeAtOnce(draft.get().side, price)
  }
  return <Ladder symbol={symbol} onPick={pick} />
}

function DeskTicket(): ReactNode {
  const text = useText()
  const { symbol, draft } = useDesk()
  const { status } = useStore(useTerminal().session.state)
  switch (status) {
    case 'signed_in':
      return (
        <>
          <Ticket symbol={symbol} draft={draft} />
          <Holdings symbol={symbol} />
        </>
      )
    case 'signed_out':
      return <VisitorCard />
    case 'restoring':
      return <Skeleton what={text('ticket.title')} lines={8} />
  }
}
