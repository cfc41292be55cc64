/** Broken rules in words, with the value that would do. */
import type { FieldError } from '#contracts/problems'
import type { MarketSymbol } from '#contracts/routes/market'
import { grouped, trim } from '../../data/amounts.ts'
import { reasonWords } from '../../data/order-words.ts'
import type { TextKey, Translate } from '../../i18n/texts.ts'
import { type Draft, hasProfit } from './draft.ts'
import { percentOfBips } from './read-draft.ts'

type BrokenRule = FieldError & { readonly code?: string }
export type Place = keyof Draft | 'ticket'
export interface Refusal {
  readonly field: Place
  readonly sentence: string
  /** What the button offers and what the ticket is then. */
  readonly offer: { readonly label: string; readonly change: Partial<Draft> } | undefined
}
interface Context {
  readonly text: Translate
  readonly symbol: MarketSymbol
  readonly draft: Draft
  /** Of the answer as a whole, where a rule has none of its own. */
  readonly code?: string
}

/** Where a field of an order stands in the ticket. */
const places: Readonly<Record<string, Place>> = {
  price: 'price',
  stop_price: 'trigger',
  trailing_delta: 'distance',
  activation_price: 'activation',
  quantity: 'size',
  quote_quantity: 'size',
  display_quantity: 'display',
  peg_offset: 'pegOffset',
  expires_at: 'expires',
}

/** One refusal for each field and sentence. */
export function describeRules(rules: readonly BrokenRule[], context: Context): readonly Refusal[] {
  const told = rules.map(rule => describeRule({ ...rule, code: rule.code ?? context.code ?? '' }, context))
  return told.filter((refusal, index) => told.findIndex(({ sentence }) => sentence === refusal.sentence) === index)
}

function describeRule(broken: BrokenRule & { readonly code: string }, context: Context): Refusal {
  const { text, symbol, draft } = context
  const field = broken.field.split('.').at(-1) ?? ''
  const place = placeOf(broken.field, draft)
  const unit = unitOf(field, symbol)
  const value = broken.nearest === undefined ? undefined : shown(field, broken.nearest)
  const change = value === undefined ? undefined : changeTo(place, field, value)
  return {
    field: place,
    sentence: sentenceOf({ ...broken, field }, { name: text(`ticket.the.${nameOf(place)}`), unit, context }),
    offer: change && { label: text('ticket.use', { value: grouped(value!), unit }), change },
  }
}

/** In a list the field says of which order: legs are the profit first. */
function placeOf(path: string, draft: Draft): Place {
  const [part = '', index = ''] = path.split('.')
  const field = path.split('.').at(-1) ?? ''
  const place = places[field] ?? 'ticket'
  if (part !== 'legs' || place === 'size') return place
  const isProfit = hasProfit(draft) && index === '0'
  if (field === 'price') return isProfit ? 'profit' : 'lossLimit'
  return field === 'stop_price' ? 'loss' : 'ticket'
}

function changeTo(place: Place, field: string, value: string): Partial<Draft> | undefined {
  if (place === 'ticket') return undefined
  return place === 'size' ? { size: value, unit: field === 'quote_quantity' ? 'quote' : 'base' } : { [place]: value }
}

const named = ['price', 'trigger', 'distance', 'size', 'display', 'activation', 'profit', 'loss', 'lossLimit', 'pegOffset'] as const
function nameOf(place: Place): (typeof named)[number] | 'order' {
  return named.find(name => name === place) ?? 'order'
}
function unitOf(field: string, symbol: MarketSymbol): string {
  if (field === 'trailing_delta') return '%'
  if (field === 'peg_offset') return ''
  return field === 'quantity' || field === 'display_quantity' ? symbol.base_asset : symbol.quote_asset
}
/** A value as the ticket shows it: distances are percentages there. */
function shown(field: string, value: string): string {
  return field === 'trailing_delta' && /^\d+$/.test(value) ? percentOfBips(value) : value
}

const rules: Readonly<Record<string, TextKey>> = {
  min: 'ticket.rule.min',
  max: 'ticket.rule.max',
  engine_range: 'ticket.rule.max',
  step: 'ticket.rule.step',
  decimals_max: 'ticket.rule.decimals',
  multiplier_up: 'ticket.rule.tooHigh',
  multiplier_down: 'ticket.rule.tooLow',
  above_last: 'ticket.rule.aboveLast',
  below_last: 'ticket.rule.belowLast',
  above_stop: 'ticket.rule.aboveStop',
  below_stop: 'ticket.rule.belowStop',
  below_quantity: 'ticket.rule.belowQuantity',
  parts_max: 'ticket.rule.parts',
  gtc_only: 'ticket.rule.gtcOnly',
  resting_only: 'ticket.rule.restingOnly',
  in_future: 'ticket.rule.inFuture',
}

interface Words {
  readonly name: string
  readonly unit: string
  readonly context: Context
}
function sentenceOf(
  { code, field, rule, value, limit }: BrokenRule & { readonly code: string },
  { name, unit, context: { text, symbol } }: Words,
): string {
  const bound = limit === undefined ? '' : grouped(shown(field, limit))
  const sent = value === undefined || value === '' ? '' : text('ticket.rule.entered', { value: grouped(shown(field, value)) })
  if (code === 'FILTER_NOTIONAL' && field === 'quantity')
    return text(rule === 'min' ? 'ticket.rule.worthMin' : 'ticket.rule.worthMax', { bound, value: value ?? '', unit: symbol.quote_asset })
  if (code === 'INSUFFICIENT_BALANCE')
    return limit === undefined ? text('ticket.rule.notEnough') : text('ticket.rule.needs', { amount: amountOf(limit) })
  if (code === 'VALIDATION_FAILED' && field === 'trailing_delta') return text('ticket.rule.distance')
  const known = rules[rule]
  return known === undefined ? `${reasonWords(text, code)}.` : text(known, { name, bound, unit, sent })
}

/** An amount that may name its asset: "29995.00000000 USDT" is 29,995 USDT. */
function amountOf(limit: string): string {
  const [amount = '', asset] = limit.split(' ')
  return asset === undefined ? grouped(trim(amount)) : `${grouped(trim(amount))} ${asset}`
}
