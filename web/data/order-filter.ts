/** Which orders somebody wants to see: as it stands in the address, and as it is kept under a name. */
import { filled } from './filled.ts'

/** Days back from now. */
export const orderSpans = { '1d': 1, '7d': 7, '30d': 30 } as const
export type OrderSpan = keyof typeof orderSpans

/** What the platform can filter by; a filter that it does not have would only look at the page that happens to be loaded. */
export interface OrderFilter {
  readonly symbol?: string | undefined
  readonly side?: 'buy' | 'sell' | undefined
  readonly status?: 'open' | 'closed' | undefined
  readonly within?: OrderSpan | undefined
  /** The first and the last day, `2026-11-25`, in the reader's zone. Instead of `within`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}
export interface SavedFilter {
  readonly name: string
  readonly filter: OrderFilter
}

/** In characters. */
export const filterNameMax = 40
/** More are no longer found at a glance. */
export const savedFiltersMax = 12
const dayMs = 86_400_000

/** A filter out of an address or out of what was kept: what is unknown or malformed is as if it had not been chosen. */
export function readOrderFilter(given: Readonly<Record<string, unknown>>): OrderFilter {
  const { symbol } = given
  const [from, to] = [readDay(given['from']), readDay(given['to'])]
  const spans = Object.keys(orderSpans) as OrderSpan[]
  return filled({
    symbol: typeof symbol === 'string' && /^[A-Z0-9]{2,20}$/.test(symbol) ? symbol : undefined,
    side: (['buy', 'sell'] as const).find(side => side === given['side']),
    status: (['open', 'closed'] as const).find(status => status === given['status']),
    within: from === undefined && to === undefined ? spans.find(span => span === given['within']) : undefined,
    from,
    to,
  })
}

/** Filters with their names, out of whatever was kept. */
export function readSavedFilters(kept: unknown): readonly SavedFilter[] {
  if (!Array.isArray(kept)) return []
  return kept.slice(0, savedFiltersMax).flatMap((entry: unknown) => {
    const { name, filter } = (entry ?? {}) as { readonly name?: unknown; readonly filter?: unknown }
    if (typeof name !== 'string' || typeof filter !== 'object' || filter === null) return []
    return [{ name: name.slice(0, filterNameMax), filter: readOrderFilter(filter as Record<string, unknown>) }]
  })
}

export function isSameFilter(one: OrderFilter, other: OrderFilter): boolean {
  const names = ['symbol', 'side', 'status', 'within', 'from', 'to'] as const
  return names.every(name => one[name] === other[name])
}
export function isEverything(filter: OrderFilter): boolean {
  return isSameFilter(filter, {})
}

/** The time a filter spans, as the API takes it: `to` is the first moment after it. */
export function periodOf({ within, from, to }: OrderFilter, nowMs: number): { readonly from?: string; readonly to?: string } {
  if (within !== undefined) return { from: new Date(nowMs - orderSpans[within] * dayMs).toISOString() }
  return filled({ from: from && startOf(from).toISOString(), to: to && startOf(to, 1).toISOString() })
}

/** A day as an input of dates writes it, in the reader's zone. */
export function dayOf(moment: Date): string {
  return [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()].map(part => String(part).padStart(2, '0')).join('-')
}

function startOf(day: string, daysLater = 0): Date {
  const start = new Date(`${day}T00:00`)
  start.setDate(start.getDate() + daysLater)
  return start
}

function readDay(value: unknown): string | undefined {
  const isDay = typeof value === 'string' && /^20\d\d-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
  return isDay ? value : undefined
}
