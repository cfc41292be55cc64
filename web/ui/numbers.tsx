/** How amounts are shown in figures. Values are decimal strings; null or undefined shows a dash. */
import type { ReactNode } from 'react'
import { compact, cut, grouped, isKnown, isNegative, isZero, padded, trim } from '../data/amounts.ts'
import { useStore } from '../data/store.ts'
import { useTerminal } from '../data/terminal.ts'
import { classes } from './classes.ts'

type Amount = string | null | undefined
const nothing = '–'
const moneyDecimals = 2

interface PriceProps {
  readonly value: Amount
  /** Of the symbol's tick, for a price that was computed: finer digits are cut and stand in the title. */
  readonly decimals?: number | undefined
}
/** A price with all the decimals it came with. */
export function Price({ value, decimals }: PriceProps): ReactNode {
  if (!isKnown(value)) return <span className="number">{nothing}</span>
  if (decimals === undefined) return <span className="number">{grouped(value)}</span>
  return (
    <span className="number" title={value}>
      {grouped(cut(value, decimals))}
    </span>
  )
}
interface QuantityProps {
  readonly value: Amount
  /** Of the symbol's step, so that columns line up; without it zeros that mean nothing are dropped. */
  readonly decimals?: number
  /** The asset it counts. */
  readonly asset?: string | undefined
}
export function Quantity({ value, decimals, asset }: QuantityProps): ReactNode {
  if (!isKnown(value)) return <span className="number">{nothing}</span>
  return (
    <span className="number">
      {grouped(decimals === undefined ? trim(value) : padded(value, decimals)).replace('-', '−')}
      <Unit of={asset} />
    </span>
  )
}
/** An amount of money with two decimals, cut; the exact amount on hover. */
export function Money({ value, currency }: { readonly value: Amount; readonly currency?: string | undefined }): ReactNode {
  if (!isKnown(value)) return <span className="number">{nothing}</span>
  return (
    <span className="number" title={value}>
      {grouped(cut(value, moneyDecimals)).replace('-', '−')}
      <Unit of={currency} />
    </span>
  )
}
interface CompactProps {
  readonly value: Amount
  readonly unit?: string | undefined
}
/** A large amount in a few figures: 1.24 B; the exact one on hover. */
export function Compact({ value, unit }: CompactProps): ReactNode {
  if (!isKnown(value)) return <span className="number">{nothing}</span>
  return (
    <span className="number" title={`${grouped(trim(value))}${unit === undefined ? '' : ` ${unit}`}`}>
      {compact(value)}
      <Unit of={unit} />
    </span>
  )
}

interface PnlProps {
  readonly value: Amount
  /** Of what was put in, beside the value. */
  readonly percent?: Amount
  readonly unit?: string
  /** Of the symbol's tick, for the change of a price. */
  readonly decimals?: number | undefined
}
/** A profit or loss: sign, glyph and colour together. */
export function Pnl({ value, percent, unit = '', decimals = moneyDecimals }: PnlProps): ReactNode {
  if (!isKnown(value)) return <span className="number">{nothing}</span>
  const shown = cut(value, decimals)
  const [tone, sign] = isZero(shown) ? ['', ''] : isNegative(value) ? ['text-down', '▼ −'] : ['text-up', '▲ +']
  return (
    <span className={classes('number', tone)} title={value}>
      {sign}
      {grouped(shown.replace('-', ''))}
      {unit}
      {isKnown(percent) ? ` (${cut(percent, moneyDecimals).replace('-', '−')} %)` : null}
    </span>
  )
}

function Unit({ of }: { readonly of: string | undefined }): ReactNode {
  return of === undefined ? null : <span className="text-[0.92em] text-muted"> {of}</span>
}

/** Time of day of a moment, in the reader's zone. */
export function Clock({ at }: { readonly at: string }): ReactNode {
  const moment = new Date(at)
  return (
    <time className="number text-muted" dateTime={at} title={moment.toLocaleString()}>
      {moment.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })}
    </time>
  )
}

/** Day and time of a moment, in the reader's zone, for lists that reach back beyond today. */
export function Moment({ at }: { readonly at: string }): ReactNode {
  const language = useStore(useTerminal().texts.language)
  const moment = new Date(at)
  return (
    <time className="number text-muted" dateTime={at} title={moment.toLocaleString(language)}>
      {moment.toLocaleDateString(language, { day: '2-digit', month: 'short' })}{' '}
      {moment.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })}
    </time>
  )
}
