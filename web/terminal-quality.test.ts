import { describe, expect, test } from 'vitest'
import { until } from '#testing/until'
import { enter, fillIn, hasBrowser, openBeforeAll, send, tabTo, visit } from './testing/browser.ts'
import { findings } from './testing/findings.ts'
import { quietMarket } from './testing/quiet-market.ts'

const kilobyte = 1_024
const initialBytesMax = 220 * kilobyte
const lazyBytesMax = 100 * kilobyte

describe.skipIf(!hasBrowser)('the terminal (needs chromium)', () => {
  const opened = openBeforeAll()

  test('everybody can use the trading screen: no finding of axe in either theme, at a desk and on a phone', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    for (const colorScheme of ['dark', 'light'] as const) {
      const ada = await visit(opened.browser, url, { colorScheme })
      await enter(ada)
      await send(ada, { kind: 'Market', fields: { Size: '0.1' } })
      await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.1' } })
      await ada.tab.getByTestId('open-orders').waitFor()
      await ada.tab.getByTestId('order-line').waitFor({ state: 'attached' })
      for (const viewport of [
        { width: 1440, height: 900 },
        { width: 390, height: 844 },
      ]) {
        await ada.tab.setViewportSize(viewport)
        await ada.tab.getByTestId('last-price').waitFor()
        expect(await findings(ada.tab), `${colorScheme} ${viewport.width}`).toEqual([])
      }
      await ada.close()
    }
  })

  test.for([
    { language: 'en', width: 834 },
    { language: 'de', width: 834 },
    { language: 'en', width: 390 },
    { language: 'de', width: 390 },
  ])('in $language at $width pixels nothing lies beside the page, and an order ends where it stands', async ({ language, width }) => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.1' } })
    await tab.getByTestId('open-orders').getByText('59,990.00').waitFor()
    await tab.evaluate(`localStorage.setItem('tradecraft.settings', JSON.stringify({ language: '${language}' }))`)
    await tab.setViewportSize({ width, height: 1_112 })
    await tab.reload()
    if (width < 768) await tab.getByRole('tab', { name: language === 'de' ? 'Aufträge' : 'Orders', exact: true }).click()
    const cancel = tab.getByTestId('open-orders').getByRole('row').getByRole('button').last()
    await cancel.waitFor()
    const { x, width: wide } = (await cancel.boundingBox())!
    expect(x + wide).toBeLessThanOrEqual(width)
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width)
    await cancel.click()
    await cancel.waitFor({ state: 'detached' })
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('the trading screen loads little: 220 KB of script before it can be used, at most 100 KB for anything later', async () => {
    const state = opened.page.state()
    if (state.status !== 'ready') throw new Error('the page is built')
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const zipped = (path: string): number => {
      const file = state.files.get(path)!
      return (file.zipped ?? file.plain).length
    }
    const scripts = [...state.files.keys()].filter(path => path.endsWith('.js') && path.startsWith('/assets/'))
    const ada = await visit(opened.browser, url)
    await ada.tab.getByTestId('ladder').waitFor()
    const loaded = await ada.tab.evaluate<string[]>(
      `performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname).filter(path => path.endsWith('.js'))`,
    )
    const chart = scripts.find(path => path.includes('price-chart'))!
    const initial = loaded.filter(path => path !== chart)
    expect(initial.reduce((sum, path) => sum + zipped(path), 0)).toBeLessThan(initialBytesMax)
    for (const path of scripts.filter(script => !initial.includes(script))) expect(zipped(path), path).toBeLessThan(lazyBytesMax)
    await ada.close()
  })

  test('from the search to the profit without a mouse', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    await tab.getByTestId('book-reading').getByText('60,000.00').waitFor({ state: 'attached' })
    const { keyboard } = tab
    await keyboard.press('/')
    await tab.getByRole('combobox', { name: 'Find a symbol' }).waitFor()
    await keyboard.type('btc')
    await keyboard.press('Enter')
    await tab.getByRole('combobox', { name: 'Find a symbol' }).waitFor({ state: 'detached' })
    await keyboard.press('l')
    await keyboard.press('ArrowDown')
    const price = tab.getByLabel('Price', { exact: true })
    expect(await price.inputValue()).toBe('59999.99')
    await tab.getByTestId('ticket').getByText('100,000').waitFor()
    await keyboard.press('1')
    const size = tab.getByTestId('ticket').getByLabel('Size', { exact: true })
    expect(await size.inputValue()).toBe('0.41666')
    await keyboard.press('Enter')
    expect(ada.asked).not.toContain('POST /api/v1/orders') // not armed
    await keyboard.press('Shift+A')
    await keyboard.press('Enter')
    const line = tab.getByTestId('order-line').getByRole('slider')
    await line.waitFor()
    await tabTo(tab, 'Buy 0.41666 limit')
    await keyboard.press('Shift+ArrowDown')
    await keyboard.press('Enter')
    await tab.getByTestId('open-orders').getByText('59,999.89').waitFor()
    await keyboard.press('Shift+X')
    await tab.getByText('No open orders').waitFor()
    await keyboard.press('m')
    await tabTo(tab, 'Size')
    await keyboard.type('0.1')
    await keyboard.press('Enter')
    await tab.getByTestId('accepted').waitFor()
    await keyboard.press('Escape') // out of the field
    await tabTo(tab, 'Open orders')
    await keyboard.press('ArrowRight')
    await tab.getByTestId('positions').getByText('0.0999').waitFor()
    await keyboard.press('Shift+?')
    await tab.getByRole('dialog', { name: 'Keys' }).getByText('Cancel all BTCUSDT').waitFor()
    await keyboard.press('Escape')
    await keyboard.press('Control+k')
    await keyboard.type('scalper')
    await keyboard.press('Enter')
    await tab.getByRole('region', { name: 'Trades' }).waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('cancel all lets an order that is on its way arrive first, and cancels it as well', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.1' } })
    await tab.getByTestId('open-orders').getByText('59,990.00').waitFor()
    const held = Promise.withResolvers<void>()
    await tab.route('**/replace', async route => {
      await held.promise
      await route.continue()
    })
    const line = tab.getByTestId('order-line').getByRole('slider')
    await line.focus()
    await tab.keyboard.press('Shift+ArrowDown')
    await tab.keyboard.press('Enter')
    await until('the replace is asked for', () => ada.asked.some(call => call.endsWith('/replace')))
    await tab.keyboard.press('Shift+X')
    await tab.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))')
    expect(ada.asked).not.toContain('DELETE /api/v1/orders')
    held.resolve()
    await tab.getByText('No open orders').waitFor()
    expect(ada.asked).toContain('DELETE /api/v1/orders')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('an order is dragged to another price on the chart, and a layout of one’s own is kept', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    await fillIn(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.1' } })
    await tab.getByLabel('Size', { exact: true }).press('Enter')
    const handle = tab.getByTestId('order-line').getByRole('slider')
    const box = (await handle.boundingBox())!
    await tab.mouse.move(box.x + 20, box.y + box.height / 2)
    await tab.mouse.down()
    await tab.mouse.move(box.x + 20, box.y + box.height / 2 + 30, { steps: 3 })
    await tab.mouse.up()
    await tab.getByTestId('open-orders').getByText('59,990.00').waitFor({ state: 'detached' })
    await tab.getByRole('button', { name: 'Layout' }).click()
    await tab.getByRole('menuitem', { name: 'my own' }).click()
    await tab.getByRole('separator').first().waitFor()
    await tab.reload()
    await tab.getByRole('separator').first().waitFor()
    await tab.getByTestId('ladder').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})
