import { type ReactNode, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped, readAmount } from '../../data/amounts.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, Dialog } from '../../ui/index.ts'
import { useDesk } from '../desk/desk.ts'
import { type Draft, hasLoss, hasPrice, hasProfit, hasTrigger, lifeOf, sideOf, unitOf, worksAtMarket } from './draft.ts'

export interface Confirmation {
  /** Sends at once, or when its owner has looked at the order and said so. */
  confirm(draft: Draft, send: () => void): void
  /** The question, to be put on the page. */
  readonly question: ReactNode
}

/** Asks before an order is sent, for whoever chose to be asked; never while one-click trading is armed. */
export function useConfirmation(symbol: MarketSymbol, sendWords: (draft: Draft) => string): Confirmation {
  const text = useText()
  const { settings } = useTerminal()
  const { isArmed } = useDesk()
  const [asked, setAsked] = useState<{ readonly draft: Draft; readonly send: () => void }>()
  function send(): void {
    setAsked(undefined)
    asked?.send()
  }
  return {
    confirm(draft, work) {
      const { confirms } = settings.get()
      const isToBeAsked = confirms === 'all' || (confirms === 'market' && worksAtMarket(draft))
      if (isToBeAsked && !isArmed.get()) setAsked({ draft, send: work })
      else work()
    },
    question: (
      <Dialog title={text('ticket.confirm')} isOpen={asked !== undefined} onClose={() => setAsked(undefined)}>
        {asked === undefined ? null : (
          <>
            <OrderSummary draft={asked.draft} symbol={symbol} />
            <div className="mt-5 flex justify-end gap-2">
              <Button onClick={() => setAsked(undefined)}>{text('common.cancel')}</Button>
              <Button tone={sideOf(asked.draft)} onClick={send} autoFocus>
                {sendWords(asked.draft)}
              </Button>
            </div>
          </>
        )}
      </Dialog>
    ),
  }
}

interface SummaryProps {
  readonly draft: Draft
  readonly symbol: MarketSymbol
}
function OrderSummary({ draft, symbol }: SummaryProps): ReactNode {
  const text = useText()
  const quote = symbol.quote_asset
  const rows: readonly (readonly [name: string, value: string])[] = [
    [text('ticket.kind'), text(`ticket.kind.${draft.kind}`)],
    [text('ticket.size'), `${figure(draft.size)} ${unitOf(draft) === 'quote' ? quote : symbol.base_asset}`],
    ...(hasTrigger(draft) ? [[text('ticket.trigger'), `${figure(draft.trigger)} ${quote}`] as const] : []),
    ...(hasPrice(draft) ? [[text('ticket.price'), `${figure(draft.price)} ${quote}`] as const] : []),
    ...(draft.kind === 'trailing' ? [[text('ticket.distance'), `${figure(draft.distance)} %`] as const] : []),
    ...(hasProfit(draft) ? [[text('ticket.profit'), `${figure(draft.profit)} ${quote}`] as const] : []),
    ...(hasLoss(draft) ? [[text('ticket.loss'), `${figure(draft.loss)} ${quote}`] as const] : []),
    [text('ticket.life'), text(`ticket.life.${lifeOf(draft)}`)],
  ]
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-2 text-base">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="number text-right">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function figure(typed: string): string {
  const amount = readAmount(typed)
  return amount === undefined ? typed : grouped(amount)
}
