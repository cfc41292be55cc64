import { type ReactNode, useId } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import type { Draft } from './draft.ts'

export const sides = [
  { value: 'buy', label: '▲ Buy' },
  { value: 'sell', label: '▼ Sell' },
] as const
export const types = [
  { value: 'limit', label: 'Limit' },
  { value: 'market', label: 'Market' },
] as const
const percents = [25, 50, 75, 100] as const
const lives = [
  { value: 'gtc', label: 'Good till canceled' },
  { value: 'ioc', label: 'Immediate or cancel' },
  { value: 'fok', label: 'Fill or kill' },
] as const

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
/** How long a limit order lives, and whether it may take. */
export function Advanced({ draft, onChange }: AdvancedProps): ReactNode {
  const id = useId()
  return (
    <div className="advanced">
      <label htmlFor={id} className="visually-hidden">
        Time in force
      </label>
      <select
        id={id}
        value={draft.timeInForce}
        onChange={event => onChange({ timeInForce: event.target.value as Draft['timeInForce'], isPostOnly: false })}
      >
        {lives.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <label className="check" title="Only as a maker: an order that would trade at once is refused">
        <input
          type="checkbox"
          checked={draft.isPostOnly}
          onChange={event => onChange({ isPostOnly: event.target.checked, ...(event.target.checked ? { timeInForce: 'gtc' } : {}) })}
        />
        Post-only
      </label>
    </div>
  )
}
