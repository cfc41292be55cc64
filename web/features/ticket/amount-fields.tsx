import type { KeyboardEvent, ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { readAmount, stepBy } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Quantity } from '../../ui/index.ts'
import { TextField } from '../../ui/index.ts'
import { availableFor, type Draft, hasPrice, hasTrigger, sizedTo, spentAsset } from './draft.ts'
import type { Refusal } from './refusals.ts'
import { RefusalNote } from './ticket-answers.tsx'
import { PercentButtons, UnitSwitch } from './ticket-parts.tsx'

interface FieldsProps {
  readonly symbol: MarketSymbol
  readonly draft: Draft
  readonly refusals: readonly Refusal[]
  readonly onChange: (part: Partial<Draft>) => void
}
/** The figures of an order: what its type takes, and how much. */
export function AmountFields({ symbol, draft, refusals, onChange }: FieldsProps): ReactNode {
  const balances = useStore(useTerminal().account.balances) ?? []
  const noteOn = (field: Refusal['field']): ReactNode => noteFor(field, refusals, onChange)
  const quote = <span className="unit">{symbol.quote_asset}</span>
  const needsPrice = sizedTo(100, draft, { symbol, balances }) === undefined
  return (
    <>
      {hasTrigger(draft) ? (
        <FigureField
          label="Trigger price"
          value={draft.trigger}
          step={symbol.tick_size}
          onChange={trigger => onChange({ trigger })}
          unit={quote}
          error={noteOn('trigger')}
        />
      ) : null}
      {draft.type === 'trailing' ? (
        <FigureField
          label="Distance"
          value={draft.distance}
          step="0.1"
          onChange={distance => onChange({ distance })}
          unit={<span className="unit">%</span>}
          error={noteOn('distance')}
        />
      ) : null}
      {hasPrice(draft) ? (
        <FigureField
          label="Price"
          value={draft.price}
          step={symbol.tick_size}
          onChange={price => onChange({ price })}
          unit={quote}
          error={noteOn('price')}
        />
      ) : null}
      <FigureField
        label="Size"
        value={draft.size}
        onChange={size => onChange({ size })}
        unit={
          draft.type === 'trailing' ? (
            <span className="unit">{symbol.base_asset}</span>
          ) : (
            <UnitSwitch unit={draft.unit} symbol={symbol} onChange={unit => onChange({ unit })} />
          )
        }
        error={noteOn('size')}
      />
      <div className="available">
        <span className="muted">Available</span>
        <span data-testid="available">
          <Quantity value={availableFor(draft.side, symbol, balances)} /> <span className="unit">{spentAsset(draft.side, symbol)}</span>
        </span>
      </div>
      <PercentButtons onPick={percent => onChange(sizedTo(percent, draft, { symbol, balances }) ?? {})} needsPrice={needsPrice} />
    </>
  )
}

/** What is wrong with a field, and the button that mends it. */
export function noteFor(field: Refusal['field'], refusals: readonly Refusal[], onTake: (part: Partial<Draft>) => void): ReactNode {
  const found = refusals.find(refusal => refusal.field === field)
  return found === undefined ? undefined : <RefusalNote refusal={found} onTake={onTake} />
}

interface FigureProps {
  readonly label: string
  readonly value: string
  /** What an arrow key moves it by, ten times that with Shift. */
  readonly step?: string
  readonly onChange: (value: string) => void
  readonly unit: ReactNode
  readonly error: ReactNode
}
function FigureField({ step, ...field }: FigureProps): ReactNode {
  function move(event: KeyboardEvent): void {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction === 0 || step === undefined) return
    event.preventDefault()
    field.onChange(stepBy(readAmount(field.value) ?? '0', step, event.shiftKey ? direction * 10 : direction))
  }
  return <TextField {...field} kind="amount" inputMode="decimal" autoComplete="off" onKeyDown={move} />
}
