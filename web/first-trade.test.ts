import type { Browser, WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '#testing/until'
import { world } from '#testing/world'
import type { Page } from '../app/page/page.ts'
import { builtPage, fillIn, hasBrowser, launchBrowser, send, signUp, tabTo, visit } from './testing/browser.ts'
import { quietMarket } from './testing/quiet-market.ts'

describe.skipIf(!hasBrowser)('the page in a browser (needs chromium)', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    ;[browser, page] = await Promise.all([launchBrowser(), builtPage()])
  })
  afterAll(async () => {
    await browser?.close()
  })

  test('a visitor signs up, rests an order, cancels it, buys at market, and is still signed in after a reload', async () => {
    const { place, url } = await quietMarket(page)
    await using _ = place
    const ada = await visit(browser, url)
    const { tab } = ada
    await tab.getByTestId('ladder').getByText('60,010.00').waitFor()
    await tab.getByText('Synthetic market').waitFor()
    await signUp(ada)
    await tab.getByTestId('ladder').getByText('59,990.00').click()
    expect(await tab.getByLabel('Price', { exact: true }).inputValue()).toBe('59990.00')
    await tab.getByLabel('Size', { exact: true }).fill('0.5')
    await tab.getByTestId('preview').getByText('29,995').waitFor() // set aside
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    const open = tab.getByTestId('open-orders')
    await open.getByText('59,990.00').waitFor()
    await tab.getByTestId('ladder').getByText('your order of 0.5').waitFor({ state: 'attached' })
    await tab.getByTestId('balances').getByText('29,995').waitFor() // in orders
    await open.getByRole('button', { name: 'Cancel buy' }).click()
    await tab.getByText('No open orders').waitFor()
    await tab.getByText('Order canceled').waitFor()
    await send(ada, { type: 'Market', size: '0.2' })
    await tab.getByTestId('fills').getByText('60,010.00').waitFor()
    await tab.getByTestId('positions').getByText('0.1998').waitFor()
    await tab.getByTestId('balances').getByText('87,998').waitFor()
    await tab.getByTestId('equity').getByText('99,98').waitFor()
    await tab.reload()
    await tab.getByRole('button', { name: `Account of ${ada.name}` }).waitFor()
    await tab.getByTestId('fills').getByText('60,010.00').waitFor()
    await tab.getByTestId('positions').getByText('0.1998').waitFor()
    expect(await tab.evaluate('JSON.stringify([{ ...localStorage }, document.cookie])')).not.toMatch(/eyJ|refresh/)
    await tab.getByRole('button', { name: `Account of ${ada.name}` }).click()
    await tab.getByRole('menuitem', { name: 'Sign out' }).click()
    await tab.getByRole('button', { name: 'Create my paper account' }).waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('two people trade with each other and both see it without reloading', async () => {
    const { place, url } = await quietMarket(page)
    await using _ = place
    const [ada, bob] = [await visit(browser, url), await visit(browser, url)]
    for (const person of [ada, bob]) await signUp(person)
    await send(ada, { type: 'Market', size: '0.1' })
    await ada.tab.getByTestId('fills').getByText('market, taker').waitFor()
    await send(ada, { side: 'Sell', type: 'Limit', price: '60005', size: '0.05' })
    await bob.tab.getByTestId('ladder').getByText('60,005.00').waitFor()
    await send(bob, { type: 'Limit', price: '60005', size: '0.05' })
    await ada.tab.getByTestId('fills').getByText('user, maker').waitFor()
    await bob.tab.getByTestId('fills').getByText('user, taker').waitFor()
    for (const { tab } of [ada, bob]) await tab.locator('.area-trades').getByText('60,005.00').waitFor()
    await bob.tab.getByTestId('positions').getByText('0.04995').waitFor()
    expect([...ada.troubles, ...bob.troubles]).toEqual([])
    await Promise.all([ada.close(), bob.close()])
  })

  test('a refusal keeps the ticket, names the rule and offers the nearest value', async () => {
    const { place, url } = await quietMarket(page)
    await using _ = place
    const ada = await visit(browser, url, { expected: [422, 403] })
    const { tab } = ada
    await tab.getByLabel('Email', { exact: true }).fill('no address')
    await tab.getByLabel('Password').fill('short')
    await tab.getByLabel('Password').press('Enter')
    await tab.getByText('This is not an email address.').waitFor()
    await tab.getByText('At least 12 characters.').waitFor()
    await signUp(ada)
    await send(ada, { type: 'Limit', price: '60000', size: '0.00001' })
    await tab.getByTestId('refusal').getByText('worth too little').waitFor()
    await tab.getByText('The order must be worth at least 5 USDT; it is worth 0.6 USDT.').waitFor()
    expect(await tab.getByLabel('Size', { exact: true }).inputValue()).toBe('0.00001')
    await tab.getByRole('button', { name: 'Use 0.00009 BTC' }).click()
    expect(await tab.getByLabel('Size', { exact: true }).inputValue()).toBe('0.00009')
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    await tab.getByTestId('open-orders').getByText('0.00009').waitFor()
    await send(ada, { type: 'Limit', price: '59000', size: '2' })
    await tab.getByText('more than is available').waitFor()
    await tab.getByLabel('Size', { exact: true }).fill('0.5')
    await tab.getByLabel('Price', { exact: true }).fill('60010')
    await tab.getByText('Post-only').click()
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    await tab.getByText('Not placed. A post-only order may not match').waitFor()
    await tab.getByTestId('ladder').getByText('59,990.00').click()
    await tab.getByText('Not placed.').waitFor({ state: 'detached' }) // it was about another price
    await tab.getByLabel('Size', { exact: true }).press('Escape')
    expect(await tab.getByLabel('Price', { exact: true }).inputValue()).toBe('')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a stale feed says so and holds market orders back, limit orders not', async () => {
    const { place, market, url } = await quietMarket(page)
    await using _ = place
    const ada = await visit(browser, url)
    await signUp(ada)
    await fillIn(ada, { type: 'Market', size: '0.1' })
    market.state('stale')
    await ada.tab.getByText('Market orders wait until it is live again').waitFor()
    await ada.tab.getByLabel('Size', { exact: true }).press('Enter')
    await ada.tab.getByText('Market orders wait: The market feed is late').waitFor()
    expect(ada.asked).not.toContain('POST /api/v1/orders')
    market.state('live')
    await ada.tab.getByText('Market orders wait:').waitFor({ state: 'detached' })
    await ada.tab.getByLabel('Size', { exact: true }).press('Enter')
    await ada.tab.getByTestId('fills').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a line that is cut comes back by itself and has missed nothing', async () => {
    const { place, market, url } = await quietMarket(page)
    await using _ = place
    const ada = await visit(browser, url)
    await signUp(ada)
    await send(ada, { type: 'Limit', price: '59990', size: '0.1' })
    await ada.tab.getByTestId('open-orders').waitFor()
    const lines: WebSocketRoute[] = []
    let isCut = false
    await ada.tab.routeWebSocket(/\/ws/, line => {
      if (isCut) return void line.close({ code: 1013 })
      line.connectToServer()
      lines.push(line)
    })
    await ada.tab.reload()
    await ada.tab.getByTestId('open-orders').waitFor()
    isCut = true
    for (const line of lines) await line.close({ code: 1001 })
    await ada.tab.getByText('The connection to the platform is lost').waitFor()
    market.change([['59990.00', '0']], [['59980.00', '3.00000']]) // the market falls through the order meanwhile
    isCut = false
    await ada.tab.getByTestId('fills').getByText('59,990.00').waitFor()
    await ada.tab.getByText('No open orders').waitFor()
    await ada.tab.getByText('The connection to the platform is lost').waitFor({ state: 'detached' })
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('an order by keyboard alone', async () => {
    const { place, url } = await quietMarket(page)
    await using _ = place
    const ada = await visit(browser, url)
    await signUp(ada)
    const { keyboard } = ada.tab
    await tabTo(ada.tab, 'Bid 60,000.00')
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await tabTo(ada.tab, 'Price')
    await keyboard.press('Shift+ArrowDown')
    await tabTo(ada.tab, 'Size')
    await keyboard.type('0.01')
    await keyboard.press('Enter')
    await ada.tab.getByTestId('open-orders').getByText('59,989.90').waitFor()
    await tabTo(ada.tab, 'Cancel buy')
    await keyboard.press('Enter')
    await ada.tab.getByText('No open orders').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('the market is live without asking again, and nothing overflows a phone', async () => {
    await using place = await world({ environment: { FEED_URL: 'synthetic:?seed=1' }, page })
    const ada = await visit(browser, place.host.url)
    await signUp(ada)
    await send(ada, { type: 'Market', size: '0.5' })
    await send(ada, { type: 'Limit', price: '90000', size: '0.1' })
    await ada.tab.getByTestId('open-orders').waitFor()
    await ada.tab.reload()
    await ada.tab.getByTestId('positions').waitFor()
    ada.asked.length = 0
    const seen = new Set<string>()
    await until('the last price moves', async () => seen.add(await ada.tab.getByTestId('last-price').innerText()).size > 5)
    await until('the book moves', async () => seen.add(await ada.tab.getByTestId('ladder').innerText()).size > 15)
    await ada.tab.setViewportSize({ width: 390, height: 844 })
    await fillIn(ada, { type: 'Limit', price: '96000.123', size: '0.000001' })
    await ada.tab.getByText('may have at most').first().waitFor()
    expect(await ada.tab.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(ada.asked.filter(call => call.startsWith('GET'))).toEqual([])
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})
