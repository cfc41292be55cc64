import { formatDecimal, trimDecimal } from '#core/decimal'
import type { Violation } from './order-request.ts'

/** Units as the shortest decimal text, the form in which violations show amounts. */
export function shown(units: bigint, scale: number): string {
  return trimDecimal(formatDecimal(units, scale))
}

/** A rule on the form of an order that is broken, whatever the instrument. */
export function malformed(fault: Omit<Violation, 'code'>): Violation {
  return { code: 'VALIDATION_FAILED', ...fault }
}
