import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OrderRequest, OrderType } from '#core/orders'
import { checkCombination } from './combination-rules.ts'
import { market, pegged, request, stop, stopLimit, trailing } from './orders.model.ts'
import type { Changes } from './orders.model.ts'

const NOW = Date.UTC(2026, 0, 1)

describe('which fields, types and times go together', () => {
  test.each<[string, OrderRequest]>([
    ['market by quantity', market()],
    ['market by quote, all or nothing', market({ quantity: undefined, quoteQuantity: '25', timeInForce: 'fok' })],
    ['market by quote that takes from itself', market({ quantity: undefined, quoteQuantity: '25', selfTradePrevention: 'decrement' })],
    ['limit', request()],
    ['limit until a moment', request({ timeInForce: 'gtd', expiresAt: NOW + 1 })],
    ['limit for the day, post-only', request({ timeInForce: 'day', postOnly: true })],
    ['iceberg', request({ displayQuantity: '0.001' })],
    ['pegged to its own side, post-only', pegged({ postOnly: true })],
    ['pegged to the other side, now or never', pegged({ peg: { to: 'market', offset: 100 }, timeInForce: 'ioc' })],
    ['stop', stop()],
    ['stop, all or nothing', stop({ timeInForce: 'fok' })],
    ['stop that waits for the day', stop({ timeInForce: 'day' })],
    ['take-profit that waits until a moment', stop({ type: 'take_profit', timeInForce: 'gtd', expiresAt: NOW + 1 })],
    ['trailing stop', trailing()],
    ['trailing stop from a price', trailing({ activationPrice: '51000' })],
    ['stop-limit', stopLimit()],
    ['stop-limit, now or never once triggered', stopLimit({ timeInForce: 'ioc' })],
    ['trailing take-profit-limit', stopLimit({ type: 'take_profit_limit', stopPrice: undefined, trailingDelta: 9_999 })],
    ['stop-limit that shows a slice', stopLimit({ displayQuantity: '0.001' })],
    ['stop-limit with a peg for a price', stopLimit({ price: undefined, peg: { to: 'primary', offset: 3 } })],
  ])('%s is an order', (_, of) => {
    expect(checkCombination(of, NOW)).toEqual([])
  })

  test.each<[field: string, rule: string, of: OrderRequest, expected: object]>([
    ['quantity', 'required', market({ quantity: undefined }), {}],
    ['quote_quantity', 'one_of_quantity', market({ quoteQuantity: '25' }), { value: '25' }],
    ['quote_quantity', 'market_only', request({ quoteQuantity: '25' }), {}],
    ['quote_quantity', 'market_only', stop({ quoteQuantity: '25' }), {}],
    ['quantity', 'required', stop({ quantity: undefined }), {}],
    ['price', 'required', request({ price: undefined }), {}],
    ['price', 'not_with_market', market({ price: '50000' }), { value: '50000' }],
    ['price', 'not_with_market', stop({ price: '50000' }), {}],
    ['price', 'not_with_peg', pegged({ price: '50000' }), {}],
    ['time_in_force', 'not_with_market', market({ timeInForce: 'gtc' }), { value: 'gtc', limit: 'ioc, fok', nearest: 'ioc' }],
    ['time_in_force', 'not_with_market', market({ timeInForce: 'day' }), { nearest: 'ioc' }],
    ['expires_at', 'required', request({ timeInForce: 'gtd' }), {}],
    ['expires_at', 'gtd_only', request({ expiresAt: NOW + 1 }), { value: '2026-01-01T00:00:00.001Z' }],
    ['expires_at', 'timestamp', request({ timeInForce: 'gtd', expiresAt: Number.NaN }), { value: 'NaN' }],
    ['expires_at', 'in_future', request({ timeInForce: 'gtd', expiresAt: NOW }), { limit: '2026-01-01T00:00:00.000Z' }],
    ['post_only', 'limit_only', market({ postOnly: true }), { nearest: 'false' }],
    ['post_only', 'limit_only', stop({ postOnly: true }), {}],
    ['post_only', 'resting_only', request({ postOnly: true, timeInForce: 'fok' }), { limit: 'gtc, gtd, day', nearest: 'false' }],
    ['stop_price', 'triggered_only', market({ stopPrice: '1' }), {}],
    ['trailing_delta', 'triggered_only', request({ trailingDelta: 100 }), { value: '100' }],
    ['activation_price', 'triggered_only', request({ activationPrice: '1' }), {}],
    ['stop_price', 'required', stop({ stopPrice: undefined }), {}],
    ['trailing_delta', 'one_of_trigger', stop({ trailingDelta: 100 }), {}],
    ['activation_price', 'trailing_only', stop({ activationPrice: '1' }), {}],
    ['trailing_delta', 'min', trailing({ trailingDelta: 0 }), { limit: '1', nearest: '1' }],
    ['trailing_delta', 'max', trailing({ trailingDelta: 10_000 }), { limit: '9999', nearest: '9999' }],
    ['trailing_delta', 'whole_number', trailing({ trailingDelta: 1.7 }), { nearest: '2' }],
    ['display_quantity', 'limit_only', stop({ displayQuantity: '0.001' }), {}],
    ['display_quantity', 'gtc_only', request({ displayQuantity: '0.001', timeInForce: 'day' }), { limit: 'gtc' }],
    ['peg', 'limit_only', market({ peg: { to: 'market', offset: 0 } }), { value: 'market' }],
    ['peg', 'limit_only', stop({ peg: { to: 'market', offset: 0 } }), {}],
    ['peg_offset', 'max', pegged({ peg: { to: 'primary', offset: 101 } }), { nearest: '100' }],
    ['peg_offset', 'min', pegged({ peg: { to: 'primary', offset: -1 } }), { nearest: '0' }],
    ['time_in_force', 'not_with_primary_peg', pegged({ timeInForce: 'ioc' }), { nearest: 'gtc' }],
    ['peg', 'primary_with_post_only', pegged({ peg: { to: 'market', offset: 0 }, postOnly: true }), { nearest: 'primary' }],
  ])('%s is refused as %s (%#)', (field, rule, of, expected) => {
    expect(checkCombination(of, NOW)).toMatchObject([{ code: 'VALIDATION_FAILED', field, rule, ...expected }])
  })

  test('expiry is left to the engine while market time is unknown', () => {
    expect(checkCombination(request({ timeInForce: 'gtd', expiresAt: 1 }))).toEqual([])
  })

  test('what is accepted is exactly what the table of types allows', () => {
    fc.assert(
      fc.property(anyRequest, of => {
        expect(checkCombination(of, NOW).length === 0).toBe(isInTable(of))
      }),
      { numRuns: 5_000 },
    )
  })
})

/** What a type may have, written apart from the rules: required, then optional fields. */
const TABLE: Record<OrderType, { readonly times: string; readonly isLimit: boolean; readonly waits: boolean }> = {
  market: { times: 'ioc fok', isLimit: false, waits: false },
  limit: { times: 'gtc ioc fok gtd day', isLimit: true, waits: false },
  stop_loss: { times: 'gtc ioc fok gtd day', isLimit: false, waits: true },
  take_profit: { times: 'gtc ioc fok gtd day', isLimit: false, waits: true },
  stop_loss_limit: { times: 'gtc ioc fok gtd day', isLimit: true, waits: true },
  take_profit_limit: { times: 'gtc ioc fok gtd day', isLimit: true, waits: true },
}

function isInTable(of: OrderRequest): boolean {
  const { times, isLimit, waits } = TABLE[of.type]
  const has = (...fields: readonly (keyof OrderRequest)[]): number => fields.filter(field => of[field] !== undefined).length
  const rests = 'gtc gtd day'.includes(of.timeInForce)
  return (
    times.split(' ').includes(of.timeInForce) &&
    has('price', 'peg') === (isLimit ? 1 : 0) &&
    (of.type === 'market' ? has('quantity', 'quoteQuantity') === 1 : has('quantity') === 1 && has('quoteQuantity') === 0) &&
    has('stopPrice', 'trailingDelta') === (waits ? 1 : 0) &&
    (has('activationPrice') === 0 || (waits && has('trailingDelta') === 1)) &&
    (has('displayQuantity') === 0 || (isLimit && of.timeInForce === 'gtc')) &&
    has('expiresAt') === (of.timeInForce === 'gtd' ? 1 : 0) &&
    (!of.postOnly || (isLimit && rests && of.peg?.to !== 'market')) &&
    (of.peg?.to !== 'primary' || rests)
  )
}

const CHANGES: { readonly [field in keyof OrderRequest]?: readonly OrderRequest[field][] } = {
  type: ['market', 'limit', 'stop_loss', 'stop_loss_limit', 'take_profit', 'take_profit_limit'],
  timeInForce: ['gtc', 'ioc', 'fok', 'gtd', 'day'],
  price: ['1', undefined],
  quantity: ['1', undefined],
  quoteQuantity: ['1', undefined],
  postOnly: [true, false],
  stopPrice: ['1', undefined],
  trailingDelta: [1, 9_999, undefined],
  activationPrice: ['1', undefined],
  displayQuantity: ['1', undefined],
  expiresAt: [NOW + 1, undefined],
  peg: [{ to: 'primary', offset: 0 }, { to: 'market', offset: 5 }, undefined],
}

/** A sound request with up to three of its fields changed: about one in three is sound still. */
const anyRequest: fc.Arbitrary<OrderRequest> = fc
  .tuple(
    fc.constantFrom(market(), request(), stop(), stopLimit(), trailing(), pegged(), stop({ type: 'take_profit' })),
    fc.uniqueArray(fc.constantFrom(...Object.entries(CHANGES)), { maxLength: 3, selector: ([field]) => field }),
    fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
  )
  .map(([start, fields, picks]) => {
    const changes = fields.map(([field, values], index) => [field, values[picks[index]! % values.length]])
    return request({ price: undefined, quantity: undefined, ...start, ...(Object.fromEntries(changes) as Changes) })
  })
