/** Broken rules in words, with the value that would do. */
import type { FieldError } from '#contracts/problems'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped, trim } from '../../data/amounts.ts'
import { reasonWords } from '../../data/order-words.ts'
import { type Draft, percentOfBips } from './draft.ts'

type BrokenRule = FieldError & { readonly code?: string }
type Place = 'price' | 'trigger' | 'distance' | 'size' | 'display' | 'ticket'
export interface Refusal {
  readonly field: Place
  readonly sentence: string
  /** What the button offers and what the ticket is then. */
  readonly offer: { readonly label: string; readonly change: Partial<Draft> } | undefined
}

/** Where a field of the order stands in the ticket, and what it is called there. */
const places: Readonly<Record<string, readonly [place: Place, name: string]>> = {
  price: ['price', 'The price'],
  stop_price: ['trigger', 'The trigger price'],
  trailing_delta: ['distance', 'The distance'],
  quantity: ['size', 'The size'],
  quote_quantity: ['size', 'The size'],
  display_quantity: ['display', 'What is shown'],
}

/** One refusal for each field and sentence. */
export function describeRules(rules: readonly BrokenRule[], symbol: MarketSymbol, problemCode?: string): readonly Refusal[] {
  const told = rules.map(rule => describeRule({ ...rule, code: rule.code ?? problemCode ?? '' }, symbol))
  return told.filter((refusal, index) => told.findIndex(({ sentence }) => sentence === refusal.sentence) === index)
}

function describeRule(broken: BrokenRule & { readonly code: string }, symbol: MarketSymbol): Refusal {
  const { field, nearest } = broken
  const [place, name] = places[field] ?? ['ticket', 'The order']
  const unit = unitOf(field, symbol)
  const change = nearest === undefined ? undefined : changeTo(place, field, shown(field, nearest))
  return {
    field: place,
    sentence: sentenceOf(broken, { name, unit }, symbol),
    offer: change && { label: `Use ${grouped(shown(field, nearest!))} ${unit}`, change },
  }
}

function changeTo(place: Place, field: string, value: string): Partial<Draft> | undefined {
  switch (place) {
    case 'size':
      return { size: value, unit: field === 'quantity' ? 'base' : 'quote' }
    case 'price':
    case 'trigger':
    case 'distance':
    case 'display':
      return { [place]: value }
    case 'ticket':
      return undefined
  }
}

function unitOf(field: string, symbol: MarketSymbol): string {
  if (field === 'trailing_delta') return '%'
  return field === 'quantity' || field === 'display_quantity' ? symbol.base_asset : symbol.quote_asset
}
/** A value as the ticket shows it: distances are percentages there. */
function shown(field: string, value: string): string {
  return field === 'trailing_delta' && /^\d+$/.test(value) ? percentOfBips(value) : value
}

function sentenceOf(
  { code, field, rule, value, limit }: BrokenRule & { readonly code: string },
  { name, unit }: { readonly name: string; readonly unit: string },
  symbol: MarketSymbol,
): string {
  const bound = limit === undefined ? '' : grouped(shown(field, limit))
  const sent = value === undefined || value === '' ? '' : `; you entered ${grouped(shown(field, value))}`
  if (code === 'FILTER_NOTIONAL' && field === 'quantity')
    return `The order must be worth ${rule === 'min' ? 'at least' : 'at most'} ${bound} ${symbol.quote_asset}; it is worth ${value} ${symbol.quote_asset}.`
  if (code === 'INSUFFICIENT_BALANCE')
    return limit === undefined ? 'There is not enough available for this order.' : `This needs ${amountOf(limit)}, more than is available.`
  if (code === 'VALIDATION_FAILED' && field === 'trailing_delta') return 'The distance must be between 0.01 % and 99.99 %.'
  switch (rule) {
    case 'min':
      return `${name} must be at least ${bound} ${unit}${sent}.`
    case 'max':
    case 'engine_range':
      return `${name} must be at most ${bound} ${unit}${sent}.`
    case 'step':
      return `${name} must be a multiple of ${bound} ${unit}${sent}.`
    case 'decimals_max':
      return `${name} may have at most ${bound} decimals${sent}.`
    case 'multiplier_up':
      return `The price is too far above the market: at most ${bound} ${unit}.`
    case 'multiplier_down':
      return `The price is too far below the market: at least ${bound} ${unit}.`
    case 'above_last':
    case 'below_last':
      return `${name} must be ${rule === 'above_last' ? 'above' : 'below'} the last price, ${bound} ${unit}.`
    case 'below_quantity':
      return `${name} must be less than the whole, ${bound} ${unit}.`
    case 'parts_max':
      return `An iceberg may have at most ${bound} parts${sent}.`
    case 'gtc_only':
      return 'An iceberg is good till canceled only.'
    case 'resting_only':
      return 'Post-only goes with orders that may rest.'
    default:
      return `${reasonWords(code)}.`
  }
}

/** An amount that may name its asset: "29995.00000000 USDT" is 29,995 USDT. */
function amountOf(limit: string): string {
  const [amount = '', asset] = limit.split(' ')
  return asset === undefined ? grouped(trim(amount)) : `${grouped(trim(amount))} ${asset}`
}
