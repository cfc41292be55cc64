import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'

/** Where an order stands among the rows of its list that follow one another. */
export type ListPlace = 'first' | 'inner' | 'last'

/** The place of each order whose neighbour above or below is of the same list. */
export function listPlaces(orders: readonly Order[]): ReadonlyMap<string, ListPlace> {
  const isSame = (one: Order, other: Order | undefined): boolean => one.list_id !== null && one.list_id === other?.list_id
  const places = new Map<string, ListPlace>()
  for (const [index, order] of orders.entries()) {
    const [isBelow, isAbove] = [isSame(order, orders[index - 1]), isSame(order, orders[index + 1])]
    if (isBelow || isAbove) places.set(order.id, isBelow ? (isAbove ? 'inner' : 'last') : 'first')
  }
  return places
}

const paths: Readonly<Record<ListPlace, string>> = { first: 'M10 50H4V100', inner: 'M4 0V100M4 50H10', last: 'M4 0V50H10' }

/** A line that joins the rows of a list, over the whole height of the row; the type says in words that it is in one. */
export function ListMark({ place }: { readonly place: ListPlace | undefined }): ReactNode {
  return place === undefined ? null : (
    <svg viewBox="0 0 10 100" preserveAspectRatio="none" aria-hidden="true" className="absolute top-0 left-0.5 h-full w-2 text-line-strong">
      <path d={paths[place]} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}
