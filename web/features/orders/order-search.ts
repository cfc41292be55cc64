import { filled } from '../../data/filled.ts'
import { type OrderFilter, readOrderFilter } from '../../data/order-filter.ts'

/** The address of the list of orders: its filter, and the order whose life is shown. */
export interface OrderSearch extends OrderFilter {
  readonly order?: string | undefined
}
const idForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function readOrderSearch(given: Readonly<Record<string, unknown>>): OrderSearch {
  const { order } = given
  return { ...readOrderFilter(given), ...filled({ order: typeof order === 'string' && idForm.test(order) ? order : undefined }) }
}
