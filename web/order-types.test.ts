import { describe, expect, test } from 'vitest'
import { enter, fillIn, hasBrowser, openBeforeAll, send, show, tabTo, visit } from './testing/browser.ts'
import { quietMarket } from './testing/quiet-market.ts'

describe.skipIf(!hasBrowser)('orders that wait, in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  test('every kind of order says what it waits for, and what happens to it is told in its timeline', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    const open = tab.getByTestId('open-orders')
    const row = (words: string) => open.getByRole('row').filter({ hasText: words })
    await send(ada, { kind: 'Market', fields: { Size: '0.5' } })
    await tab.getByTestId('accepted').getByText('Bought 0.5').waitFor()
    await send(ada, { side: 'Sell', kind: 'Stop', fields: { 'Trigger price': '55000', Size: '0.1' } })
    await row('at ≤ 55,000.00').getByText('armed').waitFor()
    await tab.getByText('Order armed: sell 0.1 BTCUSDT at ≤ 55,000.00').first().waitFor()
    await send(ada, { side: 'Sell', kind: 'Take profit limit', fields: { 'Trigger price': '65000', Price: '65010', Size: '0.02' } })
    await row('at ≥ 65,000.00').getByText('profit limit').waitFor()
    await send(ada, { side: 'Sell', kind: 'Stop limit', fields: { 'Trigger price': '56000', Price: '55900', Size: '0.1' } })
    await row('at ≤ 56,000.00').getByText('55,900.00').waitFor()
    await send(ada, { side: 'Sell', kind: 'Trailing', fields: { Distance: '1.5', 'Starts at': '61000', Size: '0.05' } })
    await row('trails 1.5 % from 61,000').getByText('armed').waitFor()
    await send(ada, { side: 'Sell', kind: 'Pegged', fields: { Size: '0.01' } })
    await row('pegged').waitFor()
    await send(ada, {
      side: 'Sell',
      kind: 'One cancels the other',
      fields: { 'Take profit at': '62000', 'Stop at': '58000', Size: '0.01' },
    })
    await row('62,000.00').getByText('in a list').waitFor()
    await row('at ≤ 58,000.00').waitFor()
    await send(ada, {
      kind: 'Bracket',
      fields: { Price: '59000', 'Take profit at': '63000', 'Stop at': '57000', Size: '0.01' },
    })
    await row('63,000.00').getByText('pending').waitFor()
    await fillIn(ada, { side: 'Sell', kind: 'Limit', fields: { Price: '60020', Size: '0.1' } })
    await tab.getByText('Advanced').click()
    await tab.getByLabel('Show only').fill('0.02')
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    await row('iceberg').getByText('shows 0.02').waitFor()
    await tab.getByTestId('book-reading').getByText('your order of 0.02').waitFor({ state: 'attached' })
    market.show([['55000.00', '1.00000']], [['55010.00', '1.00000']])
    market.print('sell', '55000.00', '0.00001')
    await row('at ≤ 55,000.00').waitFor({ state: 'detached' })
    await show(ada, 'Order history')
    await tab.getByTestId('history').getByRole('row').filter({ hasText: 'stop' }).filter({ hasText: 'filled' }).first().click()
    await tab.getByTestId('timeline').getByText('armed').waitFor()
    await tab.getByTestId('timeline').getByText('Filled').first().waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a refusal stands at its input with the nearest value, on a phone too', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(opened.browser, url, { expected: [422], viewport: { width: 390, height: 844 } })
    const { tab } = ada
    await tab.getByRole('button', { name: '▲ Buy' }).click()
    await enter(ada)
    await send(ada, { kind: 'Market', fields: { Size: '0.2' } })
    await tab.getByTestId('accepted').getByText('Bought 0.2').waitFor()
    await send(ada, { side: 'Sell', kind: 'Stop', fields: { 'Trigger price': '61000', Size: '0.1' } })
    await tab.getByText('The trigger price must be below the last price, 60,000 USDT.').waitFor()
    expect(await tab.getByLabel('Trigger price').getAttribute('aria-invalid')).toBe('true')
    await tab.getByRole('button', { name: 'Use 59,999.99 USDT' }).click()
    expect(await tab.getByLabel('Trigger price').inputValue()).toBe('59999.99')
    await fillIn(ada, { side: 'Sell', kind: 'Trailing', fields: { Distance: '1.005', Size: '0.1' } })
    await tab.getByText('The distance may have at most 2 decimals.').waitFor()
    await send(ada, { side: 'Sell', kind: 'Trailing', fields: { Distance: '100', Size: '0.1' } })
    await tab.getByText('The distance must be between 0.01 % and 99.99 %.').waitFor()
    await fillIn(ada, { side: 'Sell', kind: 'Limit', fields: { Price: '61000', Size: '0.1' } })
    await tab.getByText('Advanced').click()
    await tab.getByLabel('Show only').fill('0.001')
    await tab.getByText('An iceberg may have at most 10 parts').waitFor()
    await tab.getByRole('button', { name: 'Use 0.01 BTC' }).click()
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    await tab.getByTestId('accepted').getByText('Order open').waitFor()
    await tab.getByRole('button', { name: 'Close', exact: true }).click()
    await tab.getByRole('tab', { name: 'Orders' }).click()
    const card = tab.getByTestId('open-orders').getByRole('row').filter({ hasText: 'iceberg' })
    await card.getByText('61,000.00').waitFor()
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(390)
    await tab.getByRole('tab', { name: 'Order history' }).click()
    await tab.getByTestId('history').getByRole('row').filter({ hasText: 'filled' }).click()
    const arithmetic = tab.getByTestId('timeline').getByRole('table', { name: 'What the fill cost' })
    await arithmetic.getByText('60,010.00 × 0.2').waitFor()
    const { x, width } = (await arithmetic.boundingBox())!
    const frame = (await arithmetic.locator('..').boundingBox())!
    expect(x + width).toBeLessThanOrEqual(frame.x + frame.width) // nothing of it is cut off
    await tab.keyboard.press('Escape')
    await tab.getByRole('button', { name: /^Account of/ }).click()
    await tab.getByRole('menu').getByText('99,98').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a stop by keyboard alone', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(opened.browser, url)
    await enter(ada)
    const { keyboard } = ada.tab
    await tabTo(ada.tab, 'Stop')
    await keyboard.press('Enter')
    await tabTo(ada.tab, 'Trigger price')
    await keyboard.type('61000')
    await keyboard.press('Shift+ArrowUp')
    await tabTo(ada.tab, 'Size')
    await keyboard.type('0.01')
    await tabTo(ada.tab, 'Advanced')
    await keyboard.press('Enter')
    await tabTo(ada.tab, 'Time in force')
    await keyboard.press('ArrowDown')
    await tabTo(ada.tab, 'Buy BTC')
    await keyboard.press('Enter')
    const row = ada.tab.getByTestId('open-orders').getByRole('row').filter({ hasText: 'at ≥ 61,000.10' })
    await row.getByText('DAY').waitFor()
    await tabTo(ada.tab, 'Cancel buy')
    await keyboard.press('Enter')
    await ada.tab.getByText('No open orders').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})
