import type { WebSocketRoute } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { until } from '#testing/until'
import { world } from '#testing/world'
import { hasBrowser, openBeforeAll, visit, type Visitor } from './testing/browser.ts'
import { appearances, findings } from './testing/findings.ts'

const environment = { FEED_URL: 'synthetic:?seed=1' }
const path = '/markets'

describe.skipIf(!hasBrowser)('the markets in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  test('a visitor sorts the markets, finds one, gives it a star and goes there by keyboard', async () => {
    await using place = await world({ environment, page: opened.page })
    const ada = await visit(opened.browser, place.host.url, { path })
    const { tab } = ada
    const title = (name: string) => tab.getByRole('columnheader', { name })
    const show = (view: string) => tab.getByRole('group', { name: 'Markets shown' }).getByText(view).click()
    await until(
      'the day of a market is told',
      async () => (await textOf(ada, 'BTC/USDT')).includes('▲') || (await textOf(ada, 'BTC/USDT')).includes('▼'),
    )
    expect(await title('24 h turnover').getAttribute('aria-sort')).toBe('descending')
    await title('Last price').getByRole('button').click()
    expect(await title('Last price').getAttribute('aria-sort')).toBe('descending')
    expect(await firstMarket(ada)).toContain('BTC/USDT')
    await title('Last price').getByRole('button').click()
    expect(await title('Last price').getAttribute('aria-sort')).toBe('ascending')
    expect(await firstMarket(ada)).toContain('XRP/USDT') // what has no price is last either way

    await tab.keyboard.press('/')
    await tab.keyboard.type('ethereum')
    await tab.waitForURL('**/markets?*find=ethereum*')
    await until('one market is left', async () => (await marketCount(ada)) === 1)
    await tab.getByRole('button', { name: 'Favourite: ETH/USDT' }).click()
    await tab.reload()
    await until('the link finds the same', async () => (await marketCount(ada)) === 1)
    await tab.getByRole('searchbox').press('Escape')
    await until('all are back', async () => (await marketCount(ada)) > 10)
    await show('Favourites')
    await until('the favourite is left', async () => (await marketCount(ada)) === 1)
    expect(await tab.getByRole('button', { name: 'Favourite: ETH/USDT' }).getAttribute('aria-pressed')).toBe('true')
    await show('All')
    await until('all are back', async () => (await marketCount(ada)) > 10)

    const asked = ada.asked.filter(call => call.includes('/market/')).length
    const seen = new Set<string>()
    await until('prices move by themselves', async () => seen.add(await textOf(ada, 'BTC/USDT')).size > 3)
    expect(ada.asked.filter(call => call.includes('/market/')).length - asked).toBeLessThan(4) // one for the order of the rows now and then

    await tab.getByTestId('markets').getByRole('row').nth(1).focus()
    await tab.keyboard.press('ArrowDown')
    await tab.keyboard.press('ArrowUp')
    await tab.keyboard.press('Enter')
    await tab.waitForURL('**/trade/BTCUSDT')
    await tab.getByRole('button', { name: 'choose another symbol' }).click()
    await tab.getByRole('listbox', { name: 'Symbols' }).getByRole('option').first().getByText('ETH').waitFor() // the same favourites here
    await tab.getByRole('link', { name: 'All markets' }).click()
    await tab.waitForURL('**/markets')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('what is empty, late or broken says so and what to do', async () => {
    await using place = await world({ environment, page: opened.page })
    const ada = await visit(opened.browser, place.host.url, { path: '/markets?view=favourites', expected: [503] })
    const { tab } = ada
    await tab.getByText('Press the star beside a market').waitFor()
    await tab.getByRole('searchbox').fill('nothing at all')
    await tab.getByText('No market is called “nothing at all”').waitFor()
    await tab.getByRole('button', { name: 'Show all markets' }).click()
    const lines: WebSocketRoute[] = []
    let isCut = false
    await tab.routeWebSocket(/\/ws/, line => {
      if (isCut) return void line.close({ code: 1013 })
      line.connectToServer()
      lines.push(line)
    })
    await tab.reload()
    await tab.getByTestId('markets').waitFor()
    await until('the line is there', async () => lines.length > 0)
    isCut = true
    for (const line of lines) await line.close({ code: 1001 })
    await tab.getByText('The connection to the platform is lost').waitFor()
    await until('the market is grey', async () => (await textOf(ada, 'BTC/USDT')).includes('stale'))
    isCut = false
    await tab.getByText('The connection to the platform is lost').waitFor({ state: 'detached' })
    await until('the market is live again', async () => !(await textOf(ada, 'BTC/USDT')).includes('stale'))

    let isAway = true
    await tab.route('**/api/v1/market/symbols', async route =>
      isAway
        ? await route.fulfill({ status: 503, json: { code: 'OVERLOADED', detail: 'Too much at once', errors: [] } })
        : await route.continue(),
    )
    await tab.reload()
    await tab.getByRole('alert').getByText('Too much at once').waitFor()
    isAway = false
    await tab.getByRole('button', { name: 'Try again' }).click()
    await tab.getByTestId('markets').getByText('Bitcoin', { exact: true }).waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('everybody can use it: no finding of axe in either theme, at a desk and on a phone, in German too', async () => {
    await using place = await world({ environment, page: opened.page })
    for (const appearance of appearances) {
      const ada = await visit(opened.browser, place.host.url, { path, ...appearance })
      await ada.tab.getByTestId('markets').getByText('Bitcoin', { exact: true }).waitFor()
      await ada.tab.getByRole('button', { name: 'Favourite: BTC/USDT' }).click()
      expect(await findings(ada.tab), JSON.stringify(appearance)).toEqual([])
      await ada.tab.evaluate(`localStorage.setItem('tradecraft.settings', '{"language":"de"}')`)
      await ada.tab.reload()
      await ada.tab.getByRole('heading', { name: 'Märkte', exact: true }).waitFor()
      expect(await ada.tab.evaluate('document.documentElement.scrollWidth')).toBe(appearance.viewport.width)
      expect(ada.troubles).toEqual([])
      await ada.close()
    }
  })
})

async function textOf({ tab }: Visitor, market: string): Promise<string> {
  return await tab.getByTestId('markets').getByRole('row').filter({ hasText: market }).innerText()
}
async function firstMarket({ tab }: Visitor): Promise<string> {
  return await tab.getByTestId('markets').getByRole('row').nth(1).innerText()
}
/** Rows below the titles. */
async function marketCount({ tab }: Visitor): Promise<number> {
  return Number(await tab.getByTestId('markets').getAttribute('aria-rowcount')) - 1
}
