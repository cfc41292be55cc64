/** Arithmetic on decimal strings: exact, by whole numbers. Every rounding has its direction in its name. */
import { compareDecimals, decimalScale, floorDivide, formatDecimal, parseDecimal, powerOfTen, trimDecimal } from '#core/decimal'

/** What somebody typed as a plain decimal; undefined where it is none. Spaces go, ".5" is 0.5, "5." is 5. */
export function readAmount(typed: string): string | undefined {
  const text = typed.replaceAll(/\s/g, '')
  if (!/^\d*\.?\d*$/.test(text) || !/\d/.test(text) || text.length > 36) return undefined
  const [whole = '', fraction = ''] = text.split('.')
  return fraction === '' ? whole : `${whole === '' ? '0' : whole}.${fraction}`
}

/** Whether there is an amount at all; the API says null where it knows none. */
export function isKnown(amount: string | null | undefined): amount is string {
  return amount !== null && amount !== undefined
}
export function isZero(amount: string): boolean {
  return !/[1-9]/.test(amount)
}
export function isNegative(amount: string): boolean {
  return amount.startsWith('-') && !isZero(amount)
}

export function add(left: string, right: string): string {
  const scale = Math.max(decimalScale(left), decimalScale(right))
  return trimDecimal(formatDecimal(units(left, scale) + units(right, scale), scale))
}
/** Exact: the product has as many decimals as both together. */
export function multiply(left: string, right: string): string {
  const [a, b] = [decimalScale(left), decimalScale(right)]
  return trimDecimal(formatDecimal(units(left, a) * units(right, b), a + b))
}
/** Rounded down to `decimals`; undefined when there is nothing to divide by. */
export function divideDown(amount: string, by: string, decimals: number): string | undefined {
  if (isZero(by)) return undefined
  const [a, b] = [decimalScale(amount), decimalScale(by)]
  return formatDecimal(floorDivide(units(amount, a) * powerOfTen(decimals + b), units(by, b) * powerOfTen(a)), decimals)
}
/** The largest multiple of `step` that is not more. */
export function floorTo(amount: string, step: string): string {
  if (isZero(step)) return amount
  const scale = Math.max(decimalScale(amount), decimalScale(step))
  const grid = units(step, scale)
  return trimDecimal(formatDecimal(floorDivide(units(amount, scale), grid) * grid, scale))
}
/** Cut to `decimals`, towards zero: for showing, never for sending. */
export function cut(amount: string, decimals: number): string {
  const [whole = '0', fraction = ''] = amount.split('.')
  return decimals === 0 ? whole : `${whole}.${fraction.slice(0, decimals).padEnd(decimals, '0')}`
}
const magnitudes = ['', ' K', ' M', ' B', ' T', ' Q'] as const
/** A large amount cut to a few figures: 1,240,500,000 is 1.24 B. For showing only. */
export function compact(amount: string): string {
  const [whole = '0', fraction = ''] = trimDecimal(amount).split('.')
  const power = Math.min(magnitudes.length - 1, Math.floor((whole.length - 1) / 3))
  const split = whole.length - 3 * power
  return `${cut(`${whole.slice(0, split)}.${whole.slice(split)}${fraction}`, 2)}${magnitudes[power]}`
}
/** With `decimals` decimals, or more where they say something. */
export function padded(amount: string, decimals: number): string {
  const [whole = '0', fraction = ''] = trimDecimal(amount).split('.')
  return decimals === 0 && fraction === '' ? whole : `${whole}.${fraction.padEnd(decimals, '0')}`
}
export function percentOf(amount: string, percent: number): string {
  return multiply(amount, formatDecimal(BigInt(percent), 2))
}
/** `steps` times `step` more, at least one step. */
export function stepBy(amount: string, step: string, steps: number): string {
  const scale = Math.max(decimalScale(amount), decimalScale(step))
  const next = units(amount, scale) + units(step, scale) * BigInt(steps)
  return next > 0n ? formatDecimal(next, scale) : step
}
/** A part of a whole in thousandths, for the length of a bar. */
export function thousandths(part: string, whole: string): number {
  if (isZero(whole)) return 0
  return Number(divideDown(multiply(part, '1000'), whole, 0) ?? '0')
}
export function isLess(left: string, right: string): boolean {
  return compareDecimals(left, right) < 0
}
export function trim(amount: string): string {
  return trimDecimal(amount)
}

/** Thousands in groups of three: 96,010.01. */
export function grouped(amount: string): string {
  const [whole = '', fraction] = amount.split('.')
  const text = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return fraction === undefined ? text : `${text}.${fraction}`
}

function units(amount: string, scale: number): bigint {
  const value = parseDecimal(amount, scale)
  return typeof value === 'bigint' ? value : 0n
}
