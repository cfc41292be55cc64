import type { Page as Tab } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { password } from '#testing/people'
import { until } from '#testing/until'
import { enter, hasBrowser, openBeforeAll, show, visit } from './testing/browser.ts'
import { quietMarket } from './testing/quiet-market.ts'

const cpuPartMax = 0.45
const ordersSent = 90

describe.skipIf(!hasBrowser)('the terminal under load (needs chromium)', () => {
  const opened = openBeforeAll()

  test('keeps up with 50 books a second on less than half a core, and with a burst of 1,000', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    await enter(ada)
    await ada.tab.getByTestId('book-reading').getByText('60,010.00').waitFor({ state: 'attached' })
    let books = 0
    const beat = setInterval(
      () => market.change([['59980.00', `${(++books % 9) + 1}.00000`]], [['60030.00', `${(books % 7) + 1}.00000`]]),
      20,
    )
    const before = await mainThread(ada.tab)
    const start = books
    await until('two hundred books', async () => books - start >= 200)
    const after = await mainThread(ada.tab)
    clearInterval(beat)
    expect((after.workSeconds - before.workSeconds) / (after.atSeconds - before.atSeconds)).toBeLessThan(cpuPartMax)
    for (let count = 0; count < 1_000; count++) market.change([['59970.00', `${(count % 9) + 1}.00000`]], [])
    market.change([['59970.00', '4.56700']], [])
    await ada.tab.getByTestId('book-reading').getByText('4.56700').waitFor({ state: 'attached' })
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('shows ten thousand orders with the elements of forty', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    await enter(ada)
    await ada.tab.route(/\/api\/v1\/orders\?/, route => route.fulfill({ json: { items: manyOrders(10_000), next_cursor: null } }))
    await show(ada, 'Order history')
    const list = ada.tab.getByTestId('history')
    await list.getByText('61,000.00').first().waitFor()
    expect(await list.getByRole('row').count()).toBeLessThan(60)
    await ada.tab.evaluate(`document.querySelector('[data-testid=history]').scrollTo(0, 1e6)`)
    await list.getByText('60,001.00').waitFor() // the last one
    expect(await list.getByRole('row').count()).toBeLessThan(60)
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('follows an account that a program trades on: lists show its last order and are asked for at a pace', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const trader = await place.person('ada')
    const ada = await visit(opened.browser, url, { path: '/login?from=/orders?side=buy' })
    const { tab } = ada
    await tab.getByLabel('Email or username').fill(trader.username)
    await tab.getByLabel('Password', { exact: true }).fill(password)
    await tab.getByRole('button', { name: 'Sign in', exact: true }).click()
    await tab.getByText('No order fits this filter').waitFor()
    const questions = (): number => ada.asked.filter(question => question === 'GET /api/v1/orders').length
    const before = questions()
    let sent = 0
    let seenAfter = ordersSent
    const seen = tab
      .getByTestId('orders')
      .waitFor()
      .then(() => (seenAfter = sent))
    for (; sent < ordersSent; sent++) await trader.buys('BTCUSDT', '0.001', `${50_000 + sent}.00`)
    await seen
    expect(seenAfter).toBeLessThan(ordersSent) // while it traded
    await tab.getByText(`${ordersSent} orders`, { exact: true }).waitFor()
    expect(questions() - before).toBeLessThan(ordersSent / 3)
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('fits a screen that is zoomed to twice its size', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 })
    await ada.tab.getByRole('button', { name: '▲ Buy' }).click()
    await enter(ada)
    expect(await ada.tab.evaluate('document.documentElement.scrollWidth')).toBe(720)
    await ada.tab.getByRole('button', { name: 'Buy BTC' }).scrollIntoViewIfNeeded()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})

/** What the main thread of a page has worked so far, on its own clock: what other programs take does not count. */
async function mainThread(tab: Tab): Promise<{ readonly workSeconds: number; readonly atSeconds: number }> {
  const session = await tab.context().newCDPSession(tab)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const { metrics } = await session.send('Performance.getMetrics')
  await session.detach()
  return { workSeconds: metrics.find(({ name }) => name === 'TaskDuration')!.value, atSeconds: performance.now() / 1_000 }
}

function manyOrders(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `0199a2b4-5c6d-7e8f-9a0b-${String(index).padStart(12, '0')}`,
    client_order_id: null,
    account_id: '0199a2b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b',
    symbol: 'BTCUSDT',
    side: index % 2 === 0 ? 'buy' : 'sell',
    type: 'limit',
    time_in_force: 'gtc',
    post_only: false,
    price: index === count - 1 ? '60001.00' : '61000.00',
    stop_price: null,
    trailing_delta: null,
    activation_price: null,
    display_quantity: null,
    peg: null,
    peg_offset: null,
    expires_at: null,
    self_trade_prevention: 'expire_taker',
    quantity: '0.10000000',
    quote_quantity: null,
    filled_quantity: '0.00000000',
    prevented_quantity: '0.00000000',
    remaining_quantity: '0.10000000',
    filled_quote: '0.00000000',
    average_price: null,
    status: 'canceled',
    reason: 'USER_REQUESTED',
    filter_version: 1,
    list_id: null,
    replaces: null,
    fees: [],
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
    seq: index,
  }))
}
