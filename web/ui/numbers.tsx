/** How amounts are shown in figures. Values are decimal strings; null or undefined shows a dash. */
import type { ReactNode } from 'react'
import { cut, grouped, isKnown, isNegative, isZero, padded, trim } from '../data/amounts.ts'

type Amount = string | null | undefined
const nothing = '–'

/** A price with all the decimals it came with. */
export function Price({ value }: { readonly value: Amount }): ReactNode {
  return <span className="number">{isKnown(value) ? grouped(value) : nothing}</span>
}
interface QuantityProps {
  readonly value: Amount
  /** Of the symbol's step, so that columns line up; without it zeros that mean nothing are dropped. */
  readonly decimals?: number
}
export function Quantity({ value, decimals }: QuantityProps): ReactNode {
  return (
    <span className="number">{isKnown(value) ? grouped(decimals === undefined ? trim(value) : padded(value, decimals)) : nothing}</span>
  )
}
/** An amount of money with two decimals, cut; the exact amount on hover. */
export function Money({ value, currency }: { readonly value: Amount; readonly currency?: string }): ReactNode {
  if (!isKnown(value)) return <span className="number">{nothing}</span>
  return (
    <span className="number" title={value}>
      {grouped(cut(value, moneyDecimals)).replace('-', '−')}
      {currency === undefined ? null : <span className="unit"> {currency}</span>}
    </span>
  )
}
/** A profit or loss: sign, glyph and colour together. */
export function Pnl({ value, unit = '' }: { readonly value: Amount; readonly unit?: string }): ReactNode {
  if (!isKnown(value)) return <span className="number">{nothing}</span>
  const shown = cut(value, moneyDecimals)
  const [tone, sign] = isZero(shown) ? ['', ''] : isNegative(value) ? ['down', '▼ −'] : ['up', '▲ +']
  return (
    <span className={`number ${tone}`} title={value}>
      {sign}
      {grouped(shown.replace('-', ''))}
      {unit}
    </span>
  )
}
const moneyDecimals = 2

/** Time of day of a moment, in the reader's zone. */
export function Clock({ at }: { readonly at: string }): ReactNode {
  const moment = new Date(at)
  return (
    <time className="number muted" dateTime={at} title={moment.toLocaleString()}>
      {moment.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })}
    </time>
  )
}
