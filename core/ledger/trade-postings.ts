import { assert } from '#core/assert'
import { feeOn } from '#core/orders'
import type { PostingLine } from './postings.ts'
import { journal, line } from './postings.ts'
import { systemAccount } from './system-accounts.ts'

/**
 * One side of a trade. A user's `holdShare` is what the fill takes out of the order's hold, in the held asset: for a limit
 * buy price limit × quantity, for a market buy the notional, for a sell the quantity. The house holds nothing and pays no fee.
 */
export type TradeParty = { readonly account: string; readonly feePpm: number; readonly holdShare: bigint } | 'house'

/** A trade in exact units: `quantity` of base for `quote` of quote. Exactly one side may be the house. */
export interface TradeFill {
  readonly shard: number
  readonly baseAsset: string
  readonly quoteAsset: string
  readonly quantity: bigint
  readonly quote: bigint
  readonly buyer: TradeParty
  readonly seller: TradeParty
}

/**
 * All lines of a trade's journal (money-path.md §4, §10; order-semantics d11, d12): the buyer's hold pays and gets its price
 * improvement back at once, each side's fee is taken from what it receives, rounded up, and goes to the shard's fee account.
 */
export function tradePostings(fill: TradeFill): PostingLine[] {
  assert(fill.quantity > 0n && fill.quote >= 0n, 'a trade moves something')
  assert(fill.buyer !== 'house' || fill.seller !== 'house', 'the house does not trade with itself')
  return journal([...buyerLines(fill), ...sellerLines(fill)])
}

function buyerLines(fill: TradeFill): PostingLine[] {
  const { baseAsset, quoteAsset, quantity, quote, buyer, shard } = fill
  if (buyer === 'house') {
    const house = systemAccount('house', shard)
    return [line('trade', house, { asset: quoteAsset, available: -quote }), line('trade', house, { asset: baseAsset, available: quantity })]
  }
  assert(buyer.holdShare >= quote, 'a hold covers what its fill pays')
  const fee = feeOn(quantity, buyer.feePpm)
  return [
    line('trade', buyer.account, { asset: quoteAsset, available: buyer.holdShare - quote, held: -buyer.holdShare }),
    line('trade', buyer.account, { asset: baseAsset, available: quantity - fee, fee }),
    line('trade', systemAccount('fee', shard), { asset: baseAsset, available: fee }),
  ]
}

function sellerLines(fill: TradeFill): PostingLine[] {
  const { baseAsset, quoteAsset, quantity, quote, seller, shard } = fill
  if (seller === 'house') {
    const house = systemAccount('house', shard)
    return [line('trade', house, { asset: baseAsset, available: -quantity }), line('trade', house, { asset: quoteAsset, available: quote })]
  }
  assert(seller.holdShare === quantity, 'a sell holds exactly its quantity')
  const fee = feeOn(quote, seller.feePpm)
  return [
    line('trade', seller.account, { asset: baseAsset, held: -quantity }),
    line('trade', seller.account, { asset: quoteAsset, available: quote - fee, fee }),
    line('trade', systemAccount('fee', shard), { asset: quoteAsset, available: fee }),
  ]
}
