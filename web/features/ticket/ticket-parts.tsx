import { type ReactNode, useId, useState } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { TextField } from '../../ui/index.ts'
import { type Draft, hasPrice, type Life, lifeOf, livesOf } from './draft.ts'

export const sides = [
  { value: 'buy', label: '▲ Buy', kind: 'buy' },
  { value: 'sell', label: '▼ Sell', kind: 'sell' },
] as const
export const types = [
  { value: 'limit', label: 'Limit' },
  { value: 'market', label: 'Market' },
  { value: 'stop', label: 'Stop' },
  { value: 'take_profit', label: 'Take profit' },
  { value: 'stop_limit', label: 'Stop limit' },
  { value: 'trailing', label: 'Trailing' },
] as const
const percents = [25, 50, 75, 100] as const
const lives: Readonly<Record<Life, string>> = {
  gtc: 'Good till canceled',
  day: 'Until the day ends (UTC)',
  ioc: 'Immediate or cancel',
  fok: 'Fill or kill',
}

/** What an order of a type does, said where its name alone may not be enough. */
export function explanationOf({ type, side }: Draft): string | undefined {
  const [does, back] =
    side === 'buy' ? ['Buys', 'rises by the distance from its lowest'] : ['Sells', 'falls by the distance from its highest']
  const [loss, profit] = side === 'buy' ? ['rises', 'falls'] : ['falls', 'rises']
  switch (type) {
    case 'limit':
    case 'market':
      return undefined
    case 'stop':
      return `${does} at market when the last price ${loss} to the trigger.`
    case 'take_profit':
      return `${does} at market when the last price ${profit} to the trigger.`
    case 'stop_limit':
      return `Becomes a limit order when the last price ${loss} to the trigger.`
    case 'trailing':
      return `${does} at market when the last price ${back}.`
  }
}

interface UnitProps {
  readonly unit: Draft['unit']
  readonly symbol: MarketSymbol
  readonly onChange: (unit: Draft['unit']) => void
}
/** Which asset the size counts. */
export function UnitSwitch({ unit, symbol, onChange }: UnitProps): ReactNode {
  return (
    <select className="unit-switch" aria-label="Size counts" value={unit} onChange={event => onChange(event.target.value as Draft['unit'])}>
      <option value="base">{symbol.base_asset}</option>
      <option value="quote">{symbol.quote_asset}</option>
    </select>
  )
}

interface PercentProps {
  readonly onPick: (percent: number) => void
  /** A part cannot be counted without one. */
  readonly needsPrice: boolean
}
/** Sizes by a part of what is available. */
export function PercentButtons({ onPick, needsPrice }: PercentProps): ReactNode {
  return (
    <div className="percents" role="group" aria-label="Part of what is available">
      {percents.map(percent => (
        <button
          key={percent}
          type="button"
          className="button is-small"
          aria-disabled={needsPrice}
          title={needsPrice ? 'Enter a price first' : undefined}
          onClick={() => onPick(percent)}
        >
          {percent} %
        </button>
      ))}
    </div>
  )
}

interface AdvancedProps {
  readonly draft: Draft
  readonly onChange: (part: Partial<Draft>) => void
}
/** How long an order lives, and whether it may take. */
export function Advanced({ draft, onChange }: AdvancedProps): ReactNode {
  const id = useId()
  const mayTake = (life: Life): boolean => life === 'ioc' || life === 'fok'
  return (
    <div className="advanced">
      <label htmlFor={id} className="sr-only">
        Time in force
      </label>
      <select
        id={id}
        value={lifeOf(draft)}
        onChange={event => {
          const timeInForce = event.target.value as Life
          onChange({ timeInForce, ...(mayTake(timeInForce) ? { isPostOnly: false } : {}) })
        }}
      >
        {livesOf(draft).map(life => (
          <option key={life} value={life}>
            {lives[life]}
          </option>
        ))}
      </select>
      {hasPrice(draft) ? (
        <label className="check" title="Only as a maker: an order that would trade at once is refused">
          <input
            type="checkbox"
            checked={draft.isPostOnly}
            onChange={event =>
              onChange({
                isPostOnly: event.target.checked,
                ...(event.target.checked && mayTake(lifeOf(draft)) ? { timeInForce: 'gtc' } : {}),
              })
            }
          />
          Post-only
        </label>
      ) : null}
    </div>
  )
}

interface MoreProps extends AdvancedProps {
  readonly symbol: MarketSymbol
  readonly error: ReactNode
}
/** What few orders need: showing only a part of themselves. */
export function More({ draft, symbol, error, onChange }: MoreProps): ReactNode {
  const [isOpen, setOpen] = useState(draft.display !== '')
  return (
    <details className="more" open={isOpen || error !== undefined} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>More</summary>
      <TextField
        label="Show only"
        kind="amount"
        inputMode="decimal"
        autoComplete="off"
        placeholder="all"
        value={draft.display}
        onChange={display => onChange({ display })}
        unit={<span className="unit">{symbol.base_asset}</span>}
        hint="An iceberg: others see this much at a time, and each next part queues anew."
        error={error}
      />
    </details>
  )
}
