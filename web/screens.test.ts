import { describe, expect, test } from 'vitest'
import { enter, hasBrowser, openBeforeAll, send, visit, type Visitor } from './testing/browser.ts'
import { appearances } from './testing/findings.ts'
import { livelyMarket, trade } from './testing/lively-market.ts'
import { difference } from './testing/screens.ts'

/** What the browser thinks it is: minutes after the calm market began. */
const now = Date.UTC(2026, 0, 1, 0, 5)

describe.skipIf(!hasBrowser)('how the screens look (needs chromium)', () => {
  const opened = openBeforeAll()

  test('as they are kept in docs/screens, for somebody who has traded', async () => {
    const { place, market, url } = await livelyMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { bypassCSP: true, reducedMotion: 'reduce' })
    const { tab } = ada
    await tab.clock.setFixedTime(now)
    const looks: (string | null)[] = []
    const look = async (name: string, path: string, isThere: (visitor: Visitor) => Promise<void>): Promise<void> => {
      for (const { colorScheme, viewport } of appearances) {
        await tab.emulateMedia({ colorScheme })
        await tab.setViewportSize(viewport)
        await tab.goto(url + path)
        await isThere(ada)
        looks.push(await difference(tab, `${name}-${colorScheme}-${viewport.width}`))
      }
    }
    const heading = async (): Promise<void> => tab.getByRole('heading', { level: 1 }).waitFor()
    await look('home', '/', async () => {
      const terminal = tab.getByTestId('mini-terminal')
      await terminal.getByText('Synthetic market').waitFor() // grey until it is live
      await terminal.getByText('60,000.50').first().waitFor()
      await terminal.getByText(trade(market)).first().waitFor({ state: 'attached' })
    })
    await look('login', '/login', heading)
    await look('register', '/register', heading)
    await tab.setViewportSize({ width: 1440, height: 900 })
    await tab.goto(`${url}/trade/BTCUSDT`)
    await enter(ada)
    await send(ada, { kind: 'Market', fields: { Size: '0.1' } })
    await send(ada, { kind: 'Limit', fields: { Price: '59950', Size: '0.1' } })
    await tab.getByTestId('open-orders').getByText('59,950.00').waitFor()
    await look('trade', '/trade/BTCUSDT', async () => {
      await tab.getByTestId('last-price').waitFor()
      await tab.getByTestId('order-line').waitFor({ state: 'attached' })
    })
    await look('markets', '/markets', async () => tab.getByText('Bitcoin').first().waitFor())
    await look('portfolio', '/portfolio', async () => {
      await tab.getByTestId('positions').getByText('0.0999').waitFor()
      await tab.getByRole('slider').waitFor() // the curve
      await tab.getByText('The last trade is still being counted; t').waitFor({ state: 'detached' })
    })
    await look('orders', '/orders', async () => tab.getByText('59,950.00').first().waitFor())
    await look('settings', '/settings', heading)
    await look('status', '/status', heading)
    await look('missing', '/nothing', heading)
    expect(looks.filter(sentence => sentence !== null)).toEqual([])
    await ada.close()
  })
})
