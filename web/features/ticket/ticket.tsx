import { type KeyboardEvent, type ReactNode, type SubmitEvent, useRef } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { readAmount } from '../../data/amounts.ts'
import { type Store, useStore } from '../../data/store.ts'
import { useText } from '../../data/terminal.ts'
import { Button, Choice, Panel } from '../../ui/index.ts'
import { useStanding } from '../connection/connection.tsx'
import { AmountFields, noteFor } from './amount-fields.tsx'
import { bipsOf, canHide, type Draft, emptyDraft, readDraft, unitOf } from './draft.ts'
import { Advanced, explanationOf, More, sides, types } from './ticket-parts.tsx'
import { Outcome, PreviewList } from './ticket-answers.tsx'
import { describeRules, type Refusal } from './refusals.ts'
import { type Preview, usePreview } from './use-preview.ts'
import { type Sending, useSending } from './use-sending.ts'

interface TicketProps {
  readonly symbol: MarketSymbol
  readonly draft: Store<Draft>
}
/** Where an order is written, checked while it is written, and sent. */
export function Ticket({ symbol, draft: store }: TicketProps): ReactNode {
  const draft = useStore(store)
  const form = useRef<HTMLFormElement>(null)
  const text = useText()
  const { blocked } = useStanding(symbol.symbol)
  const order = readDraft(draft, symbol)
  const preview = usePreview(order)
  const { sending, send } = useSending(symbol, store)
  const refusals = refusalsOf(sending, preview, symbol, draft)
  const isBlocked = draft.type === 'market' && blocked !== undefined

  function change(part: Partial<Draft>): void {
    store.set({ ...store.get(), ...part })
  }
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault()
    if (isBlocked) return
    if (order === undefined) return form.current?.querySelector<HTMLInputElement>('input[aria-invalid="true"], input.amount')?.focus()
    await send(order)
  }
  function clear(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return
    change({ ...emptyDraft, side: draft.side, type: draft.type })
  }
  const explanation = explanationOf(draft)
  const verb = draft.side === 'buy' ? 'Buy' : 'Sell'
  return (
    <Panel title="Order ticket" className="area-ticket panel">
      <form ref={form} className="stack ticket" onSubmit={event => void submit(event)} onKeyDown={clear} noValidate data-testid="ticket">
        <Choice label="Side" value={draft.side} options={sides} onChange={side => change({ side })} />
        <Choice label="Order type" size="small" value={draft.type} options={types} onChange={type => change({ type })} />
        {explanation === undefined ? null : <p className="muted small">{explanation}</p>}
        <AmountFields symbol={symbol} draft={draft} refusals={refusals} onChange={change} />
        {draft.type === 'market' ? null : <Advanced draft={draft} onChange={change} />}
        {canHide(draft) ? <More draft={draft} symbol={symbol} error={noteFor('display', refusals, change)} onChange={change} /> : null}
        <PreviewList preview={preview} quantity={unitOf(draft) === 'quote' ? order?.quantity : undefined} symbol={symbol} />
        {isBlocked ? (
          <p className="error" id="ticket-blocked">
            Market orders wait: {text(blocked)} A limit order can still be sent.
          </p>
        ) : null}
        <Outcome sending={sending} refusals={refusals} onTake={change} />
        <Button
          type="submit"
          tone={draft.side}
          size="large"
          aria-disabled={isBlocked || sending.status === 'sending'}
          aria-describedby={isBlocked ? 'ticket-blocked' : undefined}
        >
          {sending.status === 'sending' ? 'Sending …' : `${verb} ${symbol.base_asset} ${whenWords(draft)}`}
        </Button>
      </form>
    </Panel>
  )
}

function whenWords({ type }: Draft): string {
  return type === 'market' ? 'at market' : type === 'limit' ? '' : 'when triggered'
}

/** What the last sending was refused for; else what the check of what is typed found. Market orders that wait are told so elsewhere. */
function refusalsOf(sending: Sending, preview: Preview, symbol: MarketSymbol, draft: Draft): readonly Refusal[] {
  if (sending.status === 'refused' && sending.refusals.length > 0) return sending.refusals
  if (draft.type === 'trailing' && readAmount(draft.distance) !== undefined && bipsOf(draft.distance) === undefined)
    return [{ field: 'distance', sentence: 'The distance may have at most 2 decimals.', offer: undefined }]
  if (preview.status !== 'ready' || preview.last.valid) return []
  const told = draft.type === 'market' ? preview.last.errors.filter(({ code }) => code !== 'DATA_STALE') : preview.last.errors
  return describeRules(told, symbol)
}
