import type { WebSocketRoute } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { until } from '#testing/until'
import { world } from '#testing/world'
import { enter, fillIn, hasBrowser, openBeforeAll, send, show, signUp, tabTo, visit } from './testing/browser.ts'
import { quietMarket } from './testing/quiet-market.ts'

describe.skipIf(!hasBrowser)('the page in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  test('a visitor signs up, rests an order, cancels it, buys at market, and is still signed in after a reload', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await tab.getByTestId('book-reading').getByText('60,010.00').waitFor({ state: 'attached' })
    await tab.getByText('Synthetic market').waitFor()
    await signUp(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.5' } })
    const open = tab.getByTestId('open-orders')
    await open.getByText('59,990.00').waitFor()
    await tab.getByTestId('book-reading').getByText('your order of 0.5').waitFor({ state: 'attached' })
    await show(ada, 'Balances')
    await tab.getByTestId('balances').getByText('29,995').waitFor() // in orders
    await show(ada, 'Open orders')
    await open.getByRole('button', { name: 'Cancel buy' }).click()
    await tab.getByText('No open orders').waitFor()
    await tab.getByText('Order canceled').waitFor()
    await send(ada, { kind: 'Market', fields: { Size: '0.2' } })
    await show(ada, 'Fills')
    await tab.getByTestId('fills').getByText('60,010.00').waitFor()
    await show(ada, 'Positions')
    await tab.getByTestId('positions').getByText('0.1998').waitFor()
    await tab.getByTestId('equity').getByText('99,98').waitFor()
    await tab.reload()
    await tab.getByRole('button', { name: `Account of ${ada.name}` }).waitFor()
    await show(ada, 'Ledger')
    await tab.getByTestId('ledger').getByText('grant').waitFor()
    expect(await tab.evaluate('JSON.stringify([{ ...localStorage }, document.cookie])')).not.toMatch(/eyJ|refresh/)
    await tab.getByRole('button', { name: `Account of ${ada.name}` }).click()
    await tab.getByRole('menuitem', { name: 'Sign out' }).click()
    await tab.getByRole('button', { name: 'Trade now, no sign-up' }).waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('two people trade with each other and both see it without reloading', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const [ada, bob] = [await visit(opened.browser, url), await visit(opened.browser, url)]
    for (const person of [ada, bob]) {
      await enter(person)
      await show(person, 'Fills')
    }
    await send(ada, { kind: 'Market', fields: { Size: '0.1' } })
    await ada.tab.getByTestId('fills').getByText('market, taker').waitFor()
    await send(ada, { side: 'Sell', kind: 'Limit', fields: { Price: '60005', Size: '0.05' } })
    await bob.tab.getByTestId('book-reading').getByText('60,005.00').waitFor({ state: 'attached' })
    await send(bob, { kind: 'Limit', fields: { Price: '60005', Size: '0.05' } })
    await ada.tab.getByTestId('fills').getByText('user, maker').waitFor()
    await bob.tab.getByTestId('fills').getByText('user, taker').waitFor()
    for (const { tab } of [ada, bob]) {
      await tab.getByRole('tab', { name: 'Trades' }).click()
      await tab.getByTestId('tape').getByText('60,005.00').waitFor()
    }
    await show(bob, 'Positions')
    await bob.tab.getByTestId('positions').getByText('0.04995').waitFor()
    expect([...ada.troubles, ...bob.troubles]).toEqual([])
    await Promise.all([ada.close(), bob.close()])
  })

  test('a refusal keeps the ticket, names the rule and offers the nearest value', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { expected: [422, 403] })
    const { tab } = ada
    await enter(ada)
    const size = tab.getByLabel('Size', { exact: true })
    await send(ada, { kind: 'Limit', fields: { Price: '60000', Size: '0.00001' } })
    await tab.getByTestId('refusal').getByText('worth too little').waitFor()
    await tab.getByText('The order must be worth at least 5 USDT; it is worth 0.6 USDT.').waitFor()
    expect(await size.inputValue()).toBe('0.00001')
    await tab.getByRole('button', { name: 'Use 0.00009 BTC' }).click()
    expect(await size.inputValue()).toBe('0.00009')
    await size.press('Enter')
    await tab.getByTestId('open-orders').getByText('0.00009').waitFor()
    await send(ada, { kind: 'Limit', fields: { Price: '59000', Size: '2' } })
    await tab.getByText('more than is available').waitFor()
    await fillIn(ada, { kind: 'Limit', fields: { Price: '60010', Size: '0.5' } })
    await tab.getByText('Advanced').click()
    await tab.getByLabel('Post-only').check()
    await size.press('Enter')
    await tab.getByText('Not placed. A post-only order may not match').waitFor()
    await tab.getByLabel('Price', { exact: true }).fill('59990')
    await tab.getByText('Not placed.').waitFor({ state: 'detached' }) // it was about another price
    await size.press('Escape')
    expect(await tab.getByLabel('Price', { exact: true }).inputValue()).toBe('')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('what is typed while an order is on its way is the next order: it stays, and is sent', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { expected: [422] })
    const { tab } = ada
    await enter(ada)
    let held = Promise.withResolvers<void>()
    await tab.route('**/api/v1/orders', async route => {
      await held.promise
      await route.continue()
    })
    const size = tab.getByLabel('Size', { exact: true })
    await send(ada, { kind: 'Limit', fields: { Price: '59000', Size: '0.1' } })
    await size.press('Enter') // twice in the hurry: the same order
    await size.fill('0.2')
    held.resolve()
    const orders = tab.getByTestId('open-orders')
    await orders.getByRole('button', { name: /^Cancel buy 0.1 / }).waitFor()
    expect(await size.inputValue()).toBe('0.2')
    await size.press('Enter')
    await orders.getByRole('button', { name: /^Cancel buy 0.2 / }).waitFor()
    expect(await orders.getByRole('button', { name: /^Cancel buy/ }).count()).toBe(2)

    held = Promise.withResolvers<void>()
    await tab.getByText('Advanced').click()
    await tab.getByLabel('Post-only').check()
    await send(ada, { kind: 'Limit', fields: { Price: '60010', Size: '0.1' } })
    await size.fill('0.3')
    held.resolve()
    await tab.getByRole('status').getByText('Not placed. A post-only order may not match').waitFor()
    expect(await size.inputValue()).toBe('0.3')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a refusal is told in the language of the reader, beside the ticket and as a notice', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { expected: [422] })
    const { tab } = ada
    await enter(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '59000', Size: '0.1' } })
    await tab.getByTestId('open-orders').getByText('59,000.00').waitFor()
    await tab.evaluate(`localStorage.setItem('tradecraft.settings', JSON.stringify({ language: 'de' }))`)
    await tab.reload()
    const ticket = tab.getByTestId('ticket')
    await ticket.getByLabel('Preis', { exact: true }).fill('60010')
    await ticket.getByLabel('Menge', { exact: true }).fill('0.1')
    await ticket.getByText('Erweitert').click()
    await ticket.getByLabel('Post-only').check()
    await ticket.getByLabel('Menge', { exact: true }).press('Enter')
    await ticket.getByText('Nicht platziert. Ein Post-only-Auftrag darf bei der Ankunft nicht handeln').waitFor()
    const handles = tab.getByTestId('order-line').getByRole('slider')
    await until('the refused order has left the chart', async () => (await handles.count()) === 1)
    await tab.route('**/api/v1/orders/*/replace', route => route.abort())
    await handles.press('ArrowUp')
    await handles.press('Enter')
    await tab.getByRole('status').getByText('Die Plattform ist nicht erreichbar').waitFor()
    await ada.close()
  })

  test('a list that cannot be asked for again keeps what it shows', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { expected: [503] })
    const { tab } = ada
    await enter(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '59000', Size: '0.1' } })
    await tab.getByRole('button', { name: /^Cancel buy 0.1 / }).click()
    await show(ada, 'Order history')
    const history = tab.getByTestId('history')
    await history.getByText('59,000.00').waitFor()
    const problem = { type: 'about:blank', title: 'Overloaded', status: 503, code: 'OVERLOADED', detail: 'busy', errors: [] }
    await tab.route('**/api/v1/orders?**status=closed**', route => route.fulfill({ status: 503, json: problem }))
    const refused = tab.waitForResponse(response => response.status() === 503)
    await send(ada, { kind: 'Market', fields: { Size: '0.1' } })
    await (await refused).finished()
    await tab.getByTestId('accepted').waitFor()
    await tab.evaluate('new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))') // drawn
    expect(await history.getByText('59,000.00').count()).toBe(1)
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('an empty list writes the first order: a hundredth of the cash, just below the market, ready to be sent', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    await tab.getByTestId('available').getByText('100,000.00').waitFor()
    await tab.getByTestId('book-reading').getByText('60,000.00').waitFor({ state: 'attached' })
    await tab.getByRole('button', { name: 'Place your first paper order' }).click()
    expect(await tab.getByLabel('Price', { exact: true }).inputValue()).toBe('59940')
    expect(await tab.getByLabel('Size', { exact: true }).inputValue()).toBe('0.01668')
    await tab.getByTestId('preview').getByText('999.79').waitFor()
    await tab.getByRole('button', { name: 'Buy BTC' }).click()
    await tab.getByTestId('open-orders').getByText('59,940.00').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a stale feed says so and holds market orders back, limit orders not', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    await enter(ada)
    await fillIn(ada, { kind: 'Market', fields: { Size: '0.1' } })
    market.state('stale')
    await ada.tab.getByText('Market orders wait until it is live again').waitFor()
    await ada.tab.getByLabel('Size', { exact: true }).press('Enter')
    await ada.tab.getByText('Market orders wait: The market feed is late').waitFor()
    expect(ada.asked).not.toContain('POST /api/v1/orders')
    market.state('live')
    await ada.tab.getByText('Market orders wait:').waitFor({ state: 'detached' })
    await ada.tab.getByLabel('Size', { exact: true }).press('Enter')
    await show(ada, 'Fills')
    await ada.tab.getByTestId('fills').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a line that is cut comes back by itself and has missed nothing', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    await enter(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.1' } })
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
    await ada.tab.getByText('No open orders').waitFor()
    await show(ada, 'Fills')
    await ada.tab.getByTestId('fills').getByText('59,990.00').waitFor()
    await ada.tab.getByText('The connection to the platform is lost').waitFor({ state: 'detached' })
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('an order by keyboard alone', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    await enter(ada)
    const { keyboard } = ada.tab
    await tabTo(ada.tab, 'Order book of BTCUSDT: arrow keys')
    await keyboard.press('ArrowDown')
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
    await using place = await world({ environment: { FEED_URL: 'synthetic:?seed=1' }, page: opened.page })
    const ada = await visit(opened.browser, place.host.url)
    await enter(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '90000', Size: '0.1' } })
    await ada.tab.getByTestId('open-orders').waitFor()
    ada.asked.length = 0
    const seen = new Set<string>()
    await until('the last price moves', async () => seen.add(await ada.tab.getByTestId('last-price').innerText()).size > 5)
    await until('the book moves', async () => seen.add(await ada.tab.getByTestId('book-reading').innerText()).size > 7)
    expect(ada.asked.filter(call => call.startsWith('GET'))).toEqual([])
    await ada.tab.setViewportSize({ width: 390, height: 844 })
    await ada.tab.getByRole('button', { name: '▲ Buy' }).click()
    await fillIn(ada, { kind: 'Limit', fields: { Price: '96000.123', Size: '0.000001' } })
    await ada.tab.getByText('may have at most').first().waitFor()
    expect(await ada.tab.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})
