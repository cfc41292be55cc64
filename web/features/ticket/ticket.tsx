import { type KeyboardEvent, type ReactNode, type SubmitEvent, useRef } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { readAmount } from '../../data/amounts.ts'
import { type Store, useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Translate } from '../../i18n/texts.ts'
import { Button, Choice } from '../../ui/index.ts'
import { useStanding } from '../connection/connection.tsx'
import { Advanced } from './advanced.tsx'
import { areSameDrafts, type Draft, emptyDraft, isList, sideOf, unitOf, worksAtMarket } from './draft.ts'
import { AmountFields } from './amount-fields.tsx'
import { useConfirmation } from './confirmation.tsx'
import { KindChoice } from './kind-choice.tsx'
import { Outcome, PreviewList } from './answers.tsx'
import { bipsOf, readDraft, triedOrder } from './read-draft.ts'
import { describeRules, type Refusal } from './refusals.ts'
import { useDefaultShare } from './use-default-share.ts'
import { type Preview, usePreview } from './use-preview.ts'
import { type Sending, useSending } from './use-sending.ts'

interface TicketProps {
  readonly symbol: MarketSymbol
  readonly draft: Store<Draft>
}
/** Where an order is written, checked while it is written, and sent. */
export function Ticket({ symbol, draft: store }: TicketProps): ReactNode {
  const text = useText()
  const { settings } = useTerminal()
  const draft = useStore(store)
  const form = useRef<HTMLFormElement>(null)
  const { blocked } = useStanding(symbol.symbol)
  const request = readDraft(draft, symbol)
  const tried = triedOrder(request)
  const preview = usePreview(tried)
  const { sending, send } = useSending(symbol, store)
  const refusals = refusalsOf({ sending, preview, symbol, draft, text })
  const isBlocked = worksAtMarket(draft) && blocked !== undefined
  const { confirm, question } = useConfirmation(symbol, asked => sendWords(asked, symbol, text))
  useDefaultShare(symbol, store)

  function change(part: Partial<Draft>): void {
    store.set({ ...store.get(), ...part })
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault()
    if (isBlocked) return
    if (request === undefined)
      return form.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"], input[data-empty="true"]')?.focus()
    confirm(draft, () => void send(request))
  }
  function clear(event: KeyboardEvent): void {
    const emptied = { ...emptyDraft, life: settings.get().life, side: draft.side, kind: draft.kind }
    if (event.key !== 'Escape' || areSameDrafts(emptied, draft)) return
    event.preventDefault()
    store.set(emptied)
  }
  return (
    <>
      <form ref={form} className="flex min-h-0 flex-1 flex-col" onSubmit={submit} onKeyDown={clear} noValidate data-testid="ticket">
        <h2 className="sr-only">{text('ticket.title')}</h2>
        <div className="flex min-h-0 flex-col gap-2.5 overflow-y-auto p-3 pb-2">
          <SideChoice draft={draft} onChange={change} />
          <KindChoice draft={draft} onChange={change} />
          <AmountFields symbol={symbol} draft={draft} refusals={refusals} onChange={change} />
          <Advanced symbol={symbol} draft={draft} refusals={refusals} onChange={change} />
          <PreviewList preview={preview} quantity={unitOf(draft) === 'quote' ? tried?.quantity : undefined} symbol={symbol} />
        </div>
        <div className="flex shrink-0 flex-col gap-2 p-3 pt-1">
          {isBlocked ? (
            <p className="text-sm text-warning" id="ticket-blocked">
              {text('ticket.blocked', { why: text(blocked) })}
            </p>
          ) : null}
          <Outcome sending={sending} refusals={refusals} onTake={change} />
          <Button
            type="submit"
            tone={sideOf(draft)}
            size="large"
            aria-disabled={isBlocked || sending.status === 'sending'}
            aria-describedby={isBlocked ? 'ticket-blocked' : undefined}
          >
            {sending.status === 'sending' ? text('ticket.sending') : sendWords(draft, symbol, text)}
          </Button>
        </div>
      </form>
      {question}
    </>
  )
}

interface SideProps {
  readonly draft: Draft
  readonly onChange: (part: Partial<Draft>) => void
}
/** Lists that begin with an entry buy: whoever turns to selling gets the list that sells. */
function SideChoice({ draft, onChange }: SideProps): ReactNode {
  const text = useText()
  return (
    <Choice
      label={text('ticket.side')}
      value={sideOf(draft)}
      options={[
        { value: 'buy', label: `▲ ${text('orders.buy')}`, kind: 'buy' },
        { value: 'sell', label: `▼ ${text('orders.sell')}`, kind: 'sell' },
      ]}
      onChange={side => onChange(side === 'sell' && isList(draft) ? { side, kind: 'oco' } : { side })}
    />
  )
}

function sendWords({ kind, side }: Draft, { base_asset: asset }: MarketSymbol, text: Translate): string {
  switch (kind) {
    case 'limit':
    case 'pegged':
      return text(`ticket.send.${side}`, { asset })
    case 'market':
      return text(`ticket.send.${side}Market`, { asset })
    case 'oco':
    case 'oto':
    case 'bracket':
      return text(`ticket.send.${kind}`)
    case 'stop':
    case 'stop_limit':
    case 'take_profit':
    case 'take_profit_limit':
    case 'trailing':
      return text(`ticket.send.${side}Later`, { asset })
  }
}

interface RefusalOptions {
  readonly sending: Sending
  readonly preview: Preview
  readonly symbol: MarketSymbol
  readonly draft: Draft
  readonly text: Translate
}
/** What the last sending was refused for; else what the check of what is typed found. Market orders that wait are told so elsewhere. */
function refusalsOf({ sending, preview, symbol, draft, text }: RefusalOptions): readonly Refusal[] {
  if (sending.status === 'refused' && sending.refusals.length > 0) return sending.refusals
  if (draft.kind === 'trailing' && readAmount(draft.distance) !== undefined && bipsOf(draft.distance) === undefined)
    return [{ field: 'distance', sentence: text('ticket.rule.distanceDecimals'), offer: undefined }]
  if (preview.status !== 'ready' || preview.last.valid) return []
  const told = worksAtMarket(draft) ? preview.last.errors.filter(({ code }) => code !== 'DATA_STALE') : preview.last.errors
  const prefixed = draft.kind === 'oco' ? told.map(broken => ({ ...broken, field: `legs.0.${broken.field}` })) : told
  return describeRules(prefixed, { text, symbol, draft })
}
