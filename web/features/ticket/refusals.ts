/** Broken rules in words, with the value that would do. */
import type { FieldError } from '#contracts/problems'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped, trim } from '../../data/amounts.ts'
import { reasonWords } from '../../data/order-words.ts'
import type { Draft } from './draft.ts'

type BrokenRule = FieldError & { readonly code?: string }
export interface Refusal {
  readonly field: 'price' | 'size' | 'ticket'
  readonly sentence: string
  /** What the button offers and what the ticket is then. */
  readonly offer: { readonly label: string; readonly change: Partial<Draft> } | undefined
}

/** One refusal for each field and sentence. */
export function describeRules(rules: readonly BrokenRule[], symbol: MarketSymbol, problemCode?: string): readonly Refusal[] {
  const told = rules.map(rule => describeRule({ ...rule, code: rule.code ?? problemCode ?? '' }, symbol))
  return told.filter((refusal, index) => told.findIndex(({ sentence }) => sentence === refusal.sentence) === index)
}

function describeRule(broken: BrokenRule & { readonly code: string }, symbol: MarketSymbol): Refusal {
  const { field, nearest } = broken
  const asset = field === 'quantity' ? symbol.base_asset : symbol.quote_asset
  const place = field === 'price' ? 'price' : field === 'quantity' || field === 'quote_quantity' ? 'size' : 'ticket'
  const change: Partial<Draft> | undefined =
    nearest === undefined || place === 'ticket'
      ? undefined
      : place === 'price'
        ? { price: nearest }
        : { size: nearest, unit: field === 'quantity' ? 'base' : 'quote' }
  return {
    field: place,
    sentence: sentenceOf(broken, asset, symbol),
    offer: change && { label: `Use ${grouped(nearest!)} ${asset}`, change },
  }
}

function sentenceOf(
  { code, field, rule, value, limit }: BrokenRule & { readonly code: string },
  asset: string,
  symbol: MarketSymbol,
): string {
  const bound = limit === undefined ? '' : grouped(limit)
  const sent = value === undefined || value === '' ? '' : `; you entered ${grouped(value)}`
  const name = field === 'price' ? 'The price' : 'The size'
  if (code === 'FILTER_NOTIONAL' && field === 'quantity')
    return `The order must be worth ${rule === 'min' ? 'at least' : 'at most'} ${bound} ${symbol.quote_asset}; it is worth ${value} ${symbol.quote_asset}.`
  if (code === 'INSUFFICIENT_BALANCE')
    return limit === undefined ? 'There is not enough available for this order.' : `This needs ${amountOf(limit)}, more than is available.`
  switch (rule) {
    case 'min':
      return `${name} must be at least ${bound} ${asset}${sent}.`
    case 'max':
    case 'engine_range':
      return `${name} must be at most ${bound} ${asset}${sent}.`
    case 'step':
      return `${name} must be a multiple of ${bound} ${asset}${sent}.`
    case 'decimals_max':
      return `${name} may have at most ${bound} decimals${sent}.`
    case 'multiplier_up':
      return `The price is too far above the market: at most ${bound} ${asset}.`
    case 'multiplier_down':
      return `The price is too far below the market: at least ${bound} ${asset}.`
    case 'gtc_only':
      return 'Post-only goes with good-till-canceled only.'
    default:
      return `${reasonWords(code)}.`
  }
}

/** An amount that may name its asset: "29995.00000000 USDT" is 29,995 USDT. */
function amountOf(limit: string): string {
  const [amount = '', asset] = limit.split(' ')
  return asset === undefined ? grouped(trim(amount)) : `${grouped(trim(amount))} ${asset}`
}
