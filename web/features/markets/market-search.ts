/** What is shown of the markets and how it is sorted, as it stands in the address. */
import { filled } from '../../data/filled.ts'

export const marketViews = ['all', 'favourites', 'gainers', 'losers'] as const
export type MarketView = (typeof marketViews)[number]
export const sortKeys = ['name', 'price', 'change', 'high', 'low', 'volume', 'turnover'] as const
export type SortKey = (typeof sortKeys)[number]
/** `-change`: the highest change first. */
export type SortText = SortKey | `-${SortKey}`

export interface MarketSearch {
  readonly view?: Exclude<MarketView, 'all'> | undefined
  readonly sort?: SortText | undefined
  /** Letters of a symbol or of a name. */
  readonly find?: string | undefined
}
export interface SortOrder {
  readonly key: SortKey
  readonly isDescending: boolean
}

const findMax = 40

export function readMarketSearch(given: Readonly<Record<string, unknown>>): MarketSearch {
  const { find } = given
  const sorts = sortKeys.flatMap((key): readonly SortText[] => [key, `-${key}`])
  return filled({
    view: (['favourites', 'gainers', 'losers'] as const).find(view => view === given['view']),
    sort: sorts.find(sort => sort === given['sort']),
    find: typeof find === 'string' || typeof find === 'number' ? String(find).slice(0, findMax) || undefined : undefined,
  })
}

/** The chosen order, or the usual one of the view: what moved most, else what is traded most. */
export function orderOf({ view, sort }: MarketSearch): SortOrder {
  const text: SortText = sort ?? (view === 'gainers' ? '-change' : view === 'losers' ? 'change' : '-turnover')
  return text.startsWith('-') ? { key: text.slice(1) as SortKey, isDescending: true } : { key: text as SortKey, isDescending: false }
}

/** The order after a title was pressed: the other way round, or figures from the highest and names from the first. */
export function pressed(order: SortOrder, key: SortKey): SortText {
  const isDescending = order.key === key ? !order.isDescending : key !== 'name'
  return isDescending ? `-${key}` : key
}
