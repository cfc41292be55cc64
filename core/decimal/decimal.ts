import { assert } from '#core/assert'

/** Longest decimal text we read. Ten to the forty is far beyond any balance; more is an attack or a mistake. */
const TEXT_LENGTH_MAX = 40
/** Largest scale in use anywhere; bounds the table of powers. */
export const SCALE_MAX = 40

const PLAIN_DECIMAL = /^-?\d+(?:\.\d+)?$/
const POWERS: readonly bigint[] = Array.from({ length: SCALE_MAX + 1 }, (_, exponent) => 10n ** BigInt(exponent))

/** 10^exponent for 0 ≤ exponent ≤ SCALE_MAX, from a table. */
export function powerOfTen(exponent: number): bigint {
  const power = POWERS[exponent]
  assert(power !== undefined, 'a scale is a whole number from 0 to SCALE_MAX')
  return power
}

/**
 * Reads plain decimal text as an integer number of 10^-scale units.
 * Optional minus, digits, optional fraction; no exponent, no plus sign, no spaces, at most 40 characters.
 * Zeros beyond the scale are fine; other digits beyond it are `too_precise`: user input is never rounded (order-semantics d1).
 */
export function parseDecimal(text: string, scale: number): bigint | 'malformed' | 'too_precise' {
  if (text.length > TEXT_LENGTH_MAX || !PLAIN_DECIMAL.test(text)) return 'malformed'
  const point = text.indexOf('.')
  if (point < 0) return BigInt(text) * powerOfTen(scale)
  const fraction = text.slice(point + 1)
  if (/[1-9]/.test(fraction.slice(scale))) return 'too_precise'
  return BigInt(text.slice(0, point) + fraction.slice(0, scale).padEnd(scale, '0'))
}

/** Writes units of 10^-scale with exactly `scale` decimals: -5 at scale 1 is "-0.5", 7 at scale 0 is "7". */
export function formatDecimal(units: bigint, scale: number): string {
  assert(scale >= 0 && scale <= SCALE_MAX, 'a scale is a whole number from 0 to SCALE_MAX')
  if (scale === 0) return units.toString()
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  return `${units < 0n ? '-' : ''}${whole}.${digits.slice(digits.length - scale)}`
}

/** Drops zeros that mean nothing at the end of a fraction: "1.500" becomes "1.5", "2.00" becomes "2", "100" stays. */
export function trimDecimal(text: string): string {
  if (!text.includes('.')) return text
  return text.replace(/\.?0+$/, '')
}

/** How many decimals of the text mean something: 2 for "0.0100", 0 for "1.000". The text is a plain decimal. */
export function decimalScale(text: string): number {
  assert(PLAIN_DECIMAL.test(text), 'the text is a plain decimal')
  const trimmed = trimDecimal(text)
  const point = trimmed.indexOf('.')
  return point < 0 ? 0 : trimmed.length - point - 1
}

/** The same amount at another scale. Exact, or it breaks an invariant: amounts are never rounded on the way. */
export function rescale(units: bigint, from: number, to: number): bigint {
  if (to >= from) return units * powerOfTen(to - from)
  const divisor = powerOfTen(from - to)
  assert(units % divisor === 0n, 'a change of scale loses no digit')
  return units / divisor
}

/** Orders two plain decimals by value: negative, zero or positive. No floating point in between. */
export function compareDecimals(left: string, right: string): number {
  const scale = Math.max(decimalScale(left), decimalScale(right))
  const difference = parsed(left, scale) - parsed(right, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function parsed(text: string, scale: number): bigint {
  const units = parseDecimal(text, scale)
  assert(typeof units === 'bigint', 'the text is a plain decimal')
  return units
}
