import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { priceNow } from '../../data/market.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Funds } from './answers.tsx'
import { type Draft, hasPrice, hasTrigger, isList, sideOf, spentAsset, unitOf } from './draft.ts'
import { FigureField, noteFor } from './figure-field.tsx'
import { EntryChoice, ExitFields, PegFields } from './list-fields.tsx'
import { PricePicks } from './price-picks.tsx'
import type { Refusal } from './refusals.ts'
import { ShareSlider } from './share-slider.tsx'
import { availableFor, type Means } from './sizing.ts'

export interface FieldsProps {
  readonly symbol: MarketSymbol
  readonly draft: Draft
  readonly refusals: readonly Refusal[]
  readonly onChange: (part: Partial<Draft>) => void
}
/** The figures of an order: what its kind takes, and how much. */
export function AmountFields(props: FieldsProps): ReactNode {
  const { symbol, draft, refusals, onChange } = props
  const text = useText()
  const noteOn = (field: Refusal['field']): ReactNode => noteFor(field, refusals, onChange)
  return (
    <>
      {isList(draft) && draft.kind !== 'oco' ? <EntryChoice draft={draft} onChange={onChange} /> : null}
      {hasTrigger(draft) ? (
        <FigureField
          label={text('ticket.trigger')}
          value={draft.trigger}
          step={symbol.tick_size}
          onChange={trigger => onChange({ trigger })}
          unit={symbol.quote_asset}
          error={noteOn('trigger')}
        />
      ) : null}
      {draft.kind === 'trailing' ? (
        <>
          <FigureField
            label={text('ticket.distance')}
            value={draft.distance}
            step="0.1"
            onChange={distance => onChange({ distance })}
            unit="%"
            error={noteOn('distance')}
          />
          <FigureField
            label={text('ticket.activation')}
            value={draft.activation}
            step={symbol.tick_size}
            placeholder={text('ticket.atOnce')}
            onChange={activation => onChange({ activation })}
            unit={symbol.quote_asset}
            error={noteOn('activation')}
          />
        </>
      ) : null}
      {hasPrice(draft) ? (
        <FigureField
          label={text('ticket.price')}
          value={draft.price}
          step={symbol.tick_size}
          onChange={price => onChange({ price })}
          unit={symbol.quote_asset}
          error={noteOn('price')}
        />
      ) : null}
      {hasPrice(draft) ? <PricePicks symbol={symbol} onPick={price => onChange({ price })} /> : null}
      {draft.kind === 'pegged' ? <PegFields draft={draft} error={noteOn('pegOffset')} onChange={onChange} /> : null}
      {isList(draft) ? <ExitFields {...props} /> : null}
      <SizeField {...props} />
    </>
  )
}

/** How much, in base or quote, and as a part of what is available. */
function SizeField({ symbol, draft, refusals, onChange }: FieldsProps): ReactNode {
  const text = useText()
  const { account, marketOf } = useTerminal()
  const known = useStore(account.balances)
  const balances = known ?? []
  const last = priceNow(useStore(marketOf(symbol.symbol).ticker))
  const means: Means = { symbol, balances, last }
  const side = sideOf(draft)
  const isFixed = unitOf({ ...draft, unit: 'quote' }) === 'base'
  return (
    <>
      <FigureField
        label={text('ticket.size')}
        value={draft.size}
        onChange={size => onChange({ size })}
        unit={
          isFixed ? (
            symbol.base_asset
          ) : (
            <select
              aria-label={text('ticket.unit')}
              value={draft.unit}
              onChange={event => onChange({ unit: event.target.value as Draft['unit'] })}
              className="-mr-1 h-6 rounded-sm bg-transparent text-xs hover:text-text [&>option]:bg-panel [&>option]:text-text"
            >
              <option value="base">{symbol.base_asset}</option>
              <option value="quote">{symbol.quote_asset}</option>
            </select>
          )
        }
        error={noteFor('size', refusals, onChange)}
      />
      <ShareSlider draft={draft} means={means} onChange={onChange} />
      <div className="flex items-center justify-between text-xs">
        <span className="text-muted">{text('ticket.available')}</span>
        <span data-testid="available">
          <Funds amount={known && availableFor(side, symbol, known)} asset={spentAsset(side, symbol)} symbol={symbol} />
        </span>
      </div>
    </>
  )
}
