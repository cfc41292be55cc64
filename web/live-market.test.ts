import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '#testing/postgres'
import { until } from '#testing/until'
import { world } from '#testing/world'
import { enter, hasBrowser, openBeforeAll, send, show, tabTo, visit } from './testing/browser.ts'

const recording = fileURLToPath(new URL('../../shared/data/binance/spot-raw/', import.meta.url))
const files = ['btcusdt_20240808.gz', 'btcusdt_20240809.gz'].map(name => recording + name)
const markets = [
  { name: 'the recorded market', feed: `replay:${files.join(',')}?speed=10`, isHere: files.every(existsSync), source: 'Recorded' },
  { name: 'the synthetic market', feed: 'synthetic:?seed=3', isHere: true, source: 'Synthetic' },
]
const firstFillMs = 60_000

describe.skipIf(!hasBrowser)('a market that moves, in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  for (const { name, feed, isHere, source } of markets)
    test.skipIf(!isHere)(`${name}: from the search to the profit by keyboard, the first fill within a minute`, async () => {
      await using place = await world({ environment: { FEED_URL: feed }, page: opened.page })
      const ada = await visit(opened.browser, place.host.url, { path: '/' })
      const { tab } = ada
      const { keyboard } = tab
      const since = performance.now()
      await enter(ada)
      await tab.getByText(`${source} market`).waitFor()
      await keyboard.press('/')
      await tab.getByRole('combobox', { name: 'Find a symbol' }).waitFor()
      await keyboard.type('btc')
      await keyboard.press('Enter')
      await tab.getByRole('combobox', { name: 'Find a symbol' }).waitFor({ state: 'detached' })
      await keyboard.press('Shift+A') // armed
      await keyboard.press('m')
      await tabTo(tab, 'Size')
      await keyboard.type('0.1')
      await keyboard.press('Enter')
      await tab.getByTestId('accepted').waitFor()
      await keyboard.press('Escape') // out of the field
      await tabTo(tab, 'Open orders')
      await keyboard.press('ArrowRight')
      const positions = tab.getByTestId('positions')
      await positions.getByText('0.0999').waitFor()
      await positions
        .getByText(/[▲▼].*USDT|[+−]\d/)
        .first()
        .waitFor()
      expect(performance.now() - since).toBeLessThan(firstFillMs)
      await show(ada, 'Open orders')
      const bid = Number((await tab.getByTestId('last-price').innerText()).replace(/[^\d.]/g, ''))
      await send(ada, { kind: 'Limit', fields: { Price: (bid * 0.99).toFixed(2), Size: '0.05' } })
      const lines = tab.getByTestId('order-line').getByRole('slider')
      await lines.waitFor()
      await tabTo(tab, 'Buy 0.05 limit')
      const before = await lines.getAttribute('aria-valuetext')
      await keyboard.press('Shift+ArrowDown')
      await keyboard.press('Enter')
      let shown: readonly (string | null)[] = []
      const hasMoved = async (): Promise<boolean> => {
        shown = await lines.evaluateAll(all => all.map(line => line.getAttribute('aria-valuetext')))
        return shown.length === 1 && shown[0] !== before // the old one leaves, the new one comes
      }
      await until('the order has moved', hasMoved)
      await tab.getByTestId('open-orders').getByText(shown[0]!).waitFor()
      await keyboard.press('Shift+X')
      await tab.getByText('No open orders').waitFor()
      expect(ada.troubles).toEqual([])
      await ada.close()
    })

  test('the server restarts under the page: it says so, comes back by itself, and everything is there', async () => {
    await using database = await freshDatabase()
    const environment = { FEED_URL: 'synthetic:?seed=3', PORT: String(await freePort()) }
    const ada = await (async () => {
      await using place = await world({ database, environment, page: opened.page })
      const visitor = await visit(opened.browser, place.host.url, { expected: [401, 502, 503] })
      await enter(visitor)
      const price = Number((await visitor.tab.getByTestId('last-price').innerText()).replace(/[^\d.]/g, ''))
      await send(visitor, { kind: 'Limit', fields: { Price: (price * 0.9).toFixed(2), Size: '0.05' } })
      await visitor.tab.getByTestId('open-orders').getByText('0.05').first().waitFor()
      return visitor
    })()
    const { tab } = ada
    await tab.getByText('The connection to the platform is lost').waitFor()
    await using place = await world({ database, environment, page: opened.page })
    expect(place.host.url).toContain(environment.PORT)
    await tab.getByText('The connection to the platform is lost').waitFor({ state: 'detached', timeout: 30_000 })
    await tab.getByTestId('open-orders').getByText('0.05').first().waitFor()
    await send(ada, { kind: 'Market', fields: { Size: '0.01' } })
    await show(ada, 'Fills')
    await tab.getByTestId('fills').getByText('0.01').first().waitFor()
    expect(ada.troubles.filter(trouble => !/ERR_CONNECTION_REFUSED|WebSocket connection/.test(trouble))).toEqual([])
    await ada.close()
  })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise(done => server.close(done))
  if (address === null || typeof address === 'string') throw new Error('a port was given')
  return address.port
}
