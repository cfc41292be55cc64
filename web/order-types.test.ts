import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from '../app/page/page.ts'
import { builtPage, fillIn, hasBrowser, launchBrowser, send, signUp, tabTo, visit } from './testing/browser.ts'
import { quietMarket } from './testing/quiet-market.ts'

describe.skipIf(!hasBrowser)('orders that wait, in a browser (needs chromium)', () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    ;[browser, page] = await Promise.all([launchBrowser(), builtPage()])
  })
  afterAll(async () => {
    await browser?.close()
  })

  test('stop, take profit, stop limit, trailing and iceberg say what they wait for, and one is canceled', async () => {
    const { place, market, url } = await quietMarket(page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(browser, url)
    const { tab } = ada
    await signUp(ada)
    const open = tab.getByTestId('open-orders')
    const row = (words: string) => open.locator('tr', { hasText: words })
    await send(ada, { type: 'Market', size: '0.5' })
    await tab.getByTestId('fills').waitFor()
    await send(ada, { side: 'Sell', type: 'Stop', trigger: '55000', size: '0.1' })
    await row('at ≤ 55,000.00').getByText('armed').waitFor()
    await tab.getByText('Order armed: sell 0.1 BTCUSDT at ≤ 55,000.00').first().waitFor()
    await send(ada, { side: 'Sell', type: 'Take profit', trigger: '65000', size: '0.1' })
    await row('at ≥ 65,000.00').getByText('take profit').waitFor()
    await send(ada, { side: 'Sell', type: 'Stop limit', trigger: '56000', price: '55900', size: '0.1' })
    await row('at ≤ 56,000.00').getByText('55,900.00').waitFor()
    await send(ada, { side: 'Sell', type: 'Trailing', distance: '1.5', size: '0.05' })
    await row('trails 1.5 %').getByText('armed').waitFor()
    await fillIn(ada, { side: 'Sell', type: 'Limit', price: '60020', size: '0.1' })
    await tab.getByText('More', { exact: true }).click()
    await tab.getByLabel('Show only').fill('0.02')
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    await row('iceberg').getByText('shows 0.02').waitFor()
    await tab.getByTestId('ladder').getByText('your order of 0.02').waitFor({ state: 'attached' })
    // What is armed is not in the book.
    expect(await tab.getByTestId('ladder').getByText('your order').count()).toBe(1)
    await row('trails 1.5 %').getByRole('button').click()
    await row('trails 1.5 %').waitFor({ state: 'detached' })
    market.print('sell', '59500.00', '0.00001')
    expect(await open.locator('tbody tr').count()).toBe(4)
    market.show([['55000.00', '1.00000']], [['55010.00', '1.00000']])
    market.print('sell', '55000.00', '0.00001')
    await row('at ≤ 55,000.00').waitFor({ state: 'detached' })
    await row('at ≤ 56,000.00').getByText('open').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a refusal stands at its input with the nearest value, on a phone too', async () => {
    const { place, market, url } = await quietMarket(page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(browser, url, { expected: [422], viewport: { width: 390, height: 844 } })
    const { tab } = ada
    await signUp(ada)
    await send(ada, { type: 'Market', size: '0.2' })
    await tab.getByTestId('fills').waitFor()
    await send(ada, { side: 'Sell', type: 'Stop', trigger: '61000', size: '0.1' })
    await tab.getByText('The trigger price must be below the last price, 60,000 USDT.').waitFor()
    expect(await tab.getByLabel('Trigger price').getAttribute('aria-invalid')).toBe('true')
    await tab.getByRole('button', { name: 'Use 59,999.99 USDT' }).click()
    expect(await tab.getByLabel('Trigger price').inputValue()).toBe('59999.99')
    await fillIn(ada, { side: 'Sell', type: 'Trailing', distance: '1.005', size: '0.1' })
    await tab.getByText('The distance may have at most 2 decimals.').waitFor()
    await fillIn(ada, { side: 'Sell', type: 'Trailing', distance: '100', size: '0.1' })
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    await tab.getByText('The distance must be between 0.01 % and 99.99 %.').waitFor()
    await fillIn(ada, { side: 'Sell', type: 'Limit', price: '61000', size: '0.1' })
    await tab.getByText('More', { exact: true }).click()
    await tab.getByLabel('Show only').fill('0.001')
    await tab.getByText('An iceberg may have at most 10 parts').waitFor()
    await tab.getByRole('button', { name: 'Use 0.01 BTC' }).click()
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    const row = tab.getByTestId('open-orders').locator('tr', { hasText: 'iceberg' })
    await row.waitFor()
    const button = (await row.getByRole('button').boundingBox())!
    expect(button.x + button.width).toBeLessThan(390)
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390)
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a stop by keyboard alone', async () => {
    const { place, market, url } = await quietMarket(page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(browser, url)
    await signUp(ada)
    const { keyboard } = ada.tab
    await tabTo(ada.tab, 'Limit')
    await keyboard.press('ArrowRight')
    await keyboard.press('ArrowRight')
    await tabTo(ada.tab, 'Trigger price')
    await keyboard.type('61000')
    await keyboard.press('Shift+ArrowUp')
    await tabTo(ada.tab, 'Size')
    await keyboard.type('0.01')
    await tabTo(ada.tab, 'Time in force')
    await keyboard.press('ArrowDown')
    await tabTo(ada.tab, 'Buy BTC')
    await keyboard.press('Enter')
    const row = ada.tab.getByTestId('open-orders').locator('tr', { hasText: 'at ≥ 61,000.10' })
    await row.getByText('for the day').waitFor()
    await tabTo(ada.tab, 'Cancel buy')
    await keyboard.press('Enter')
    await ada.tab.getByText('No open orders').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})
