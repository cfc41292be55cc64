import { type ReactNode, useState } from 'react'
import { useStore } from '../../data/store.ts'
import { useText } from '../../data/terminal.ts'
import { Button, Sheet, Tabs } from '../../ui/index.ts'
import { useDesk } from './desk.ts'
import { DeskPanel, type PanelName } from './panels.tsx'

const views = ['chart', 'book', 'trades', 'blotter'] as const satisfies readonly PanelName[]

/** One thing at a time, and the ticket in a sheet from below. */
export function PhoneDesk(): ReactNode {
  const text = useText()
  const { draft, isTicketOpen } = useDesk()
  const isOpen = useStore(isTicketOpen)
  const [view, setView] = useState<(typeof views)[number]>('chart')
  function open(side: 'buy' | 'sell'): void {
    draft.set({ ...draft.get(), side })
    isTicketOpen.set(true)
  }
  return (
    <>
      <div className="flex min-h-80 flex-1 flex-col bg-panel pb-16">
        <Tabs
          label={text('desk.views')}
          value={view}
          onChange={setView}
          tabs={views.map(name => ({
            value: name,
            label: text(`desk.${name}`),
            content: <DeskPanel name={name} />,
          }))}
        />
      </div>
      <div className="fixed inset-x-0 bottom-0 z-30 grid grid-cols-2 gap-2 border-t border-line bg-panel px-3 pt-2 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
        <Button tone="buy" size="large" onClick={() => open('buy')}>
          ▲ {text('orders.buy')}
        </Button>
        <Button tone="sell" size="large" onClick={() => open('sell')}>
          ▼ {text('orders.sell')}
        </Button>
      </div>
      <Sheet from="bottom" title={text('ticket.title')} isOpen={isOpen} onClose={() => isTicketOpen.set(false)}>
        <div className="-m-4">
          <DeskPanel name="ticket" />
        </div>
      </Sheet>
    </>
  )
}
