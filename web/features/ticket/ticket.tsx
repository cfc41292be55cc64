import { type KeyboardEvent, type ReactNode, type SubmitEvent, useRef } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { readAmount, stepBy } from '../../data/amounts.ts'
import { type Store, useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Choice } from '../../ui/choice.tsx'
import { Quantity } from '../../ui/numbers.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useStanding } from '../connection/connection.tsx'
import { availableFor, type Draft, emptyDraft, readDraft, sizedTo, spentAsset } from './draft.ts'
import { Advanced, PercentButtons, sides, types, UnitSwitch } from './ticket-parts.tsx'
import { Outcome, PreviewList, RefusalNote } from './ticket-answers.tsx'
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
  const { blocked } = useStanding(symbol.symbol)
  const order = readDraft(draft, symbol)
  const preview = usePreview(order)
  const { sending, send } = useSending(symbol, store)
  const refusals = refusalsOf(sending, preview, symbol)
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
  const verb = draft.side === 'buy' ? 'Buy' : 'Sell'
  return (
    <Panel title="Order ticket" area="ticket">
      <form ref={form} className="stack ticket" onSubmit={event => void submit(event)} onKeyDown={clear} noValidate data-testid="ticket">
        <Choice label="Side" kind="is-sides" value={draft.side} options={sides} onChange={side => change({ side })} />
        <Choice label="Order type" value={draft.type} options={types} onChange={type => change({ type })} />
        <AmountFields symbol={symbol} draft={draft} refusals={refusals} onChange={change} />
        {draft.type === 'limit' ? <Advanced draft={draft} onChange={change} /> : null}
        <PreviewList preview={preview} quantity={draft.unit === 'quote' ? order?.quantity : undefined} symbol={symbol} />
        {isBlocked ? (
          <p className="error" id="ticket-blocked">
            Market orders wait: {blocked} A limit order can still be sent.
          </p>
        ) : null}
        <Outcome sending={sending} refusals={refusals} onTake={change} />
        <button
          type="submit"
          className={`button is-${draft.side} is-large`}
          aria-disabled={isBlocked || sending.status === 'sending'}
          aria-describedby={isBlocked ? 'ticket-blocked' : undefined}
        >
          {sending.status === 'sending' ? 'Sending …' : `${verb} ${symbol.base_asset} ${draft.type === 'market' ? 'at market' : ''}`}
        </button>
      </form>
    </Panel>
  )
}

interface FieldsProps {
  readonly symbol: MarketSymbol
  readonly draft: Draft
  readonly refusals: readonly Refusal[]
  readonly onChange: (part: Partial<Draft>) => void
}
function AmountFields({ symbol, draft, refusals, onChange }: FieldsProps): ReactNode {
  const balances = useStore(useTerminal().account.balances) ?? []
  const noteOn = (field: Refusal['field']): ReactNode => {
    const found = refusals.find(refusal => refusal.field === field)
    return found === undefined ? undefined : <RefusalNote refusal={found} onTake={onChange} />
  }
  const stepPrice = (event: KeyboardEvent, steps: number): void => {
    event.preventDefault()
    onChange({ price: stepBy(readAmount(draft.price) ?? '0', symbol.tick_size, event.shiftKey ? steps * 10 : steps) })
  }
  return (
    <>
      {draft.type === 'limit' ? (
        <TextField
          label="Price"
          className="amount"
          inputMode="decimal"
          autoComplete="off"
          value={draft.price}
          onChange={price => onChange({ price })}
          onKeyDown={event =>
            event.key === 'ArrowUp' ? stepPrice(event, 1) : event.key === 'ArrowDown' ? stepPrice(event, -1) : undefined
          }
          unit={<span className="unit">{symbol.quote_asset}</span>}
          error={noteOn('price')}
        />
      ) : null}
      <TextField
        label="Size"
        className="amount"
        inputMode="decimal"
        autoComplete="off"
        value={draft.size}
        onChange={size => onChange({ size })}
        unit={<UnitSwitch unit={draft.unit} symbol={symbol} onChange={unit => onChange({ unit })} />}
        error={noteOn('size')}
      />
      <div className="available">
        <span className="muted">Available</span>
        <span data-testid="available">
          <Quantity value={availableFor(draft.side, symbol, balances)} /> <span className="unit">{spentAsset(draft.side, symbol)}</span>
        </span>
      </div>
      <PercentButtons
        onPick={percent => onChange(sizedTo(percent, draft, { symbol, balances }) ?? {})}
        needsPrice={sizedTo(100, draft, { symbol, balances }) === undefined}
      />
    </>
  )
}

/** What the last sending was refused for; else what the check of what is typed found. */
function refusalsOf(sending: Sending, preview: Preview, symbol: MarketSymbol): readonly Refusal[] {
  if (sending.status === 'refused' && sending.refusals.length > 0) return sending.refusals
  return preview.status === 'ready' && !preview.last.valid ? describeRules(preview.last.errors, symbol) : []
}
