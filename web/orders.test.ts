import { readFile } from 'node:fs/promises'
import type { Locator } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { toRules } from '#contracts/instruments'
import type { Fill, Order } from '#contracts/routes/orders'
import { password, type Person } from '#testing/people'
import { btcusdt } from '#testing/scripted-market'
import { until } from '#testing/until'
import { toMarketSymbol } from '../services/market-data/market-wire.ts'
import { feeArithmetic } from './features/blotter/fee-arithmetic.ts'
import { hasBrowser, openBeforeAll, visit, type Visitor } from './testing/browser.ts'
import { appearances, findings } from './testing/findings.ts'
import { quietMarket } from './testing/quiet-market.ts'

const pageSize = 100

describe.skipIf(!hasBrowser)('all orders in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  test('many orders are filtered by address, kept under a name on every device, and taken along as a file', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const trader = await place.person('ada')
    await trader.buys('BTCUSDT', '0.2')
    for (let count = 0; count < pageSize + 10; count++) await trader.buys('BTCUSDT', '0.001', `${50_000 + count}.00`)
    for (const price of ['61000.00', '62000.00', '63000.00']) await trader.sells('BTCUSDT', '0.01', price)

    const ada = await visit(opened.browser, url, { path: '/login?from=/orders' })
    const { tab } = ada
    await signIn(ada, trader)
    await until('a page is there', async () => (await orderCount(ada)) === pageSize)
    await tab.getByText('100 orders so far').waitFor()
    await tab.getByRole('button', { name: 'Load more' }).click()
    await tab.getByText('114 orders', { exact: true }).waitFor()
    await tab.getByLabel('Side', { exact: true }).selectOption({ label: '▼ Sell' })
    await tab.waitForURL('**/orders?side=sell')
    await until('the sells are left', async () => (await orderCount(ada)) === 3)
    await tab.getByLabel('Time', { exact: true }).selectOption({ label: 'Last 7 days' })
    await tab.getByLabel('Status', { exact: true }).selectOption({ label: 'Open' })
    await tab.waitForURL('**/orders?side=sell&status=open&within=7d')
    await tab.getByRole('button', { name: 'Save filter' }).click()
    await tab.getByLabel('Name of the filter').fill('My offers')
    await tab.getByLabel('Name of the filter').press('Enter')
    await tab.getByRole('button', { name: 'My offers', exact: true }).waitFor()
    await until('the filter is kept with the platform', () => ada.asked.includes('PUT /api/v1/me/settings'))

    const [csv, json] = [await download(ada, '3 orders as CSV'), await download(ada, '3 orders as JSON')]
    expect(csv.trim().split('\r\n')).toHaveLength(4)
    expect((JSON.parse(json) as readonly Order[]).map(({ price }) => price)).toEqual(['63000.00', '62000.00', '61000.00'])

    const bob = await visit(opened.browser, url, { path: '/login?from=/orders?status=closed' }) // another device, with a link that was shared
    await signIn(bob, trader)
    await until('the bought one is there', async () => (await orderCount(bob)) === 1)
    await bob.tab.getByRole('button', { name: 'My offers', exact: true }).click()
    await bob.tab.waitForURL('**/orders?side=sell&status=open&within=7d')
    await until('the same three', async () => (await orderCount(bob)) === 3)
    await bob.tab.getByRole('button', { name: 'Clear', exact: true }).click()
    await bob.tab.getByLabel('Time', { exact: true }).selectOption({ label: 'Between days …' })
    await bob.tab.getByLabel('To day, included').fill('2025-12-31')
    await bob.tab.getByLabel('From day').fill('2025-12-01')
    await bob.tab.getByText('No order fits this filter').waitFor()
    await bob.tab.getByRole('button', { name: 'Show all orders' }).click()
    await until('all are back', async () => (await orderCount(bob)) === pageSize)
    expect([...ada.troubles, ...bob.troubles]).toEqual([])
    await Promise.all([ada.close(), bob.close()])
  })

  test('the life of an order says what each fill cost and rests on, and leads to the orders that depend on it', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const trader = await place.person('ada')
    const bought = await trader.buys('BTCUSDT', '0.2')
    const legs = [
      { side: 'sell', type: 'limit', price: '65000.00', quantity: '0.01' },
      { side: 'sell', type: 'stop_loss', stop_price: '55000.00', quantity: '0.01' },
    ]
    await place.api.call('POST', '/order-lists', { body: { symbol: 'BTCUSDT', legs }, token: trader.token })
    const waiting = await trader.buys('BTCUSDT', '0.001', '50000.00')

    const ada = await visit(opened.browser, url, { path: `/login?from=/orders/${bought.id}` })
    const { tab } = ada
    await signIn(ada, trader)
    const timeline = tab.getByTestId('timeline')
    for (const words of ['60,010.00 × 0.2', '12,002', '0.2 × 0.1 %', '0.2 − 0.0002', '0.1998', 'The market showed 1 at 60,010.00.'])
      await timeline.getByText(words).first().waitFor()
    expect(new URL(tab.url()).search).toBe(`?order=${bought.id}`)
    await tab.keyboard.press('Escape')
    await timeline.waitFor({ state: 'detached' })

    const row = (words: string): Locator => tab.getByTestId('orders').getByRole('row').filter({ hasText: words })
    await row('65,000.00').focus()
    await tab.keyboard.press('Enter')
    await timeline.getByText('One cancels the other').waitFor()
    await timeline.getByRole('button', { name: 'at ≤ 55,000.00' }).click()
    await timeline.getByText('armed').first().waitFor()
    await timeline.getByRole('button', { name: 'Cancel the list' }).click()
    await timeline.getByRole('button', { name: 'Cancel the list' }).waitFor({ state: 'detached' })
    await tab.keyboard.press('Escape')
    await row('65,000.00').getByText('canceled').waitFor()
    await row('at ≤ 55,000.00').getByText('canceled').waitFor()

    await row('50,000.00').getByRole('button', { name: 'Cancel buy' }).press('Enter')
    await row('50,000.00').getByText('canceled').waitFor()
    await until('the focus stays in the row', async () =>
      (await tab.evaluate<string>('document.activeElement.textContent')).includes('50,000.00'),
    )
    const later = await trader.buys('BTCUSDT', '0.002', '51000.00') // somewhere else
    await row('51,000.00').getByText('open').waitFor()
    await trader.cancels(later.id)
    await row('51,000.00').getByText('canceled').waitFor()
    await row('50,000.00').click()
    await tab.getByRole('dialog').getByRole('link', { name: 'BTCUSDT' }).click()
    await tab.waitForURL('**/trade/BTCUSDT')
    await tab.getByRole('link', { name: 'All orders' }).click()
    await tab.waitForURL('**/orders')
    expect(waiting.status).toBe('open')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a visitor, a new account and a platform that is away each read what to do', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { path: '/orders?status=open', expected: [503] })
    const { tab } = ada
    await tab.getByText('Orders belongs to an account').waitFor()
    await tab.getByRole('button', { name: 'Trade now, no sign-up' }).click()
    await tab.getByText('No order fits this filter').waitFor()
    await tab.getByRole('button', { name: 'Show all orders' }).click()
    await tab.getByText('No orders yet').waitFor()
    let isAway = true
    await tab.route('**/api/v1/orders?*', async route =>
      isAway
        ? await route.fulfill({ status: 503, json: { code: 'OVERLOADED', detail: 'Too much at once', errors: [] } })
        : await route.continue(),
    )
    await tab.reload()
    await tab.getByRole('alert').getByText('Too much at once').waitFor()
    isAway = false
    await tab.getByRole('button', { name: 'Try again' }).click()
    await tab.getByRole('link', { name: 'Place a first order' }).click()
    await tab.waitForURL('**/trade/BTCUSDT')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('everybody can use it: no finding of axe in either theme, at a desk and on a phone', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const trader = await place.person('ada')
    await trader.buys('BTCUSDT', '0.2')
    const working = { side: 'buy', type: 'limit', price: '59000.00', quantity: '0.01' }
    const legs = [
      { side: 'sell', type: 'limit', price: '65000.00', quantity: '0.01' },
      { side: 'sell', type: 'stop_loss', stop_price: '55000.00', quantity: '0.01' },
    ]
    await place.api.call('POST', '/order-lists', { body: { symbol: 'BTCUSDT', working, legs }, token: trader.token })
    for (const appearance of appearances) {
      const ada = await visit(opened.browser, url, { path: '/login?from=/orders?symbol=BTCUSDT', ...appearance })
      const { tab } = ada
      await signIn(ada, trader)
      await tab.getByTestId('orders').getByText('pending').first().waitFor()
      expect(await findings(tab), `list ${JSON.stringify(appearance)}`).toEqual([])
      await tab.getByTestId('orders').getByRole('row').filter({ hasText: '0.2' }).first().click()
      await tab.getByTestId('timeline').getByText('The market showed').waitFor()
      expect(await findings(tab), `fill ${JSON.stringify(appearance)}`).toEqual([])
      await tab.keyboard.press('Escape')
      await tab.getByTestId('orders').getByRole('row').filter({ hasText: '65,000.00' }).first().click()
      await tab.getByText('Bracket: entry').waitFor()
      expect(await findings(tab), `bracket ${JSON.stringify(appearance)}`).toEqual([])
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(appearance.viewport.width)
      expect(ada.troubles).toEqual([])
      await ada.close()
    }
  })
})

test('the arithmetic of a fee uses the rate of the market, and the one it had where rates have changed since', () => {
  const symbol = toMarketSymbol(toRules(btcusdt, true))
  const bought = { side: 'buy', price: '60010.00', quantity: '0.20000', quote_quantity: '12002.00000000', fee: '0.00020000' }
  const fill = (part: object): Fill => ({ ...bought, fee_asset: 'BTC', liquidity: 'taker', symbol: 'BTCUSDT', ...part }) as Fill
  expect(feeArithmetic(fill({}), symbol)).toEqual({ received: '0.2', asset: 'BTC', ratePercent: '0.1', isRounded: false, net: '0.1998' })
  expect(feeArithmetic(fill({ quantity: '0.00001', fee: '0.00000001' }), symbol)).toMatchObject({ ratePercent: '0.1', isRounded: false })
  expect(feeArithmetic(fill({ quantity: '0.000011', fee: '0.00000002' }), symbol)).toMatchObject({ ratePercent: '0.1', isRounded: true })
  expect(feeArithmetic(fill({ fee: '0.00040000' }), symbol)).toMatchObject({ ratePercent: '0.2', isRounded: true })
  const sold = fill({ side: 'sell', fee: '12.00200000', fee_asset: 'USDT' })
  expect(feeArithmetic(sold, symbol)).toMatchObject({ received: '12002', ratePercent: '0.1', net: '11989.998' })
})

async function signIn({ tab }: Visitor, { username }: Person): Promise<void> {
  await tab.getByLabel('Email or username').fill(username)
  await tab.getByLabel('Password', { exact: true }).fill(password)
  await tab.getByRole('button', { name: 'Sign in' }).click()
}
/** Rows below the titles. */
async function orderCount({ tab }: Visitor): Promise<number> {
  return Number(await tab.getByTestId('orders').getAttribute('aria-rowcount')) - 1
}
async function download({ tab }: Visitor, name: string): Promise<string> {
  await tab.getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([tab.waitForEvent('download'), tab.getByRole('menuitem', { name }).click()])
  return await readFile(await file.path(), 'utf8')
}
