import { ceilDivide } from '#core/decimal'
import type { Instrument } from './instrument.ts'
import { lotOf } from './instrument.ts'
import type { PricedOrder, Violation } from './order-request.ts'
import { malformed, shown } from './violations.ts'

/** An iceberg shows less than its whole; the nearest valid slice is the largest one below it. */
export function checkDisplayBelow({ displayQuantity, quantity }: PricedOrder, instrument: Instrument): Violation[] {
  if (displayQuantity === undefined || quantity === undefined || displayQuantity < quantity) return []
  const lot = lotOf(instrument)
  const below = ((quantity - 1n) / lot) * lot
  const text = (units: bigint): string => shown(units, instrument.baseScale)
  const fault = { field: 'display_quantity', rule: 'below_quantity', value: text(displayQuantity), limit: text(quantity) }
  return [malformed({ ...fault, ...(below >= smallest(instrument) && below > 0n ? { nearest: text(below) } : {}) })]
}

/** ICEBERG_PARTS: the whole quantity takes no more slices than that. */
export function checkIcebergParts({ displayQuantity, quantity }: PricedOrder, instrument: Instrument): Violation[] {
  const partsMax = BigInt(instrument.icebergPartsMax)
  if (displayQuantity === undefined || displayQuantity === 0n || quantity === undefined || partsMax === 0n) return []
  if (ceilDivide(quantity, displayQuantity) <= partsMax) return []
  const lot = lotOf(instrument)
  const enough = ceilDivide(quantity, partsMax * lot) * lot
  const nearest = enough > smallest(instrument) ? enough : smallest(instrument)
  const text = (units: bigint): string => shown(units, instrument.baseScale)
  return [
    {
      code: 'FILTER_ICEBERG_PARTS',
      field: 'display_quantity',
      rule: 'parts_max',
      value: text(displayQuantity),
      limit: String(partsMax),
      ...(nearest < quantity ? { nearest: text(nearest) } : {}),
    },
  ]
}

/** The smallest quantity on the step that LOT_SIZE lets through. */
function smallest(instrument: Instrument): bigint {
  const lot = lotOf(instrument)
  const min = ceilDivide(instrument.quantityMin, lot) * lot
  return min > 0n ? min : lot
}
