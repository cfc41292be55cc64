import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { Status } from '#contracts/routes/system'
import { until } from '#testing/until'
import { world } from '#testing/world'
import { overallOf } from './screens/status/overall.ts'
import { hasBrowser, openBeforeAll, visit } from './testing/browser.ts'
import { findings } from './testing/findings.ts'
import { quietMarket } from './testing/quiet-market.ts'

describe('the one sentence about a platform', () => {
  const well: Status = {
    version: '1',
    services: [{ name: 'auth', state: 'ready' }],
    feed: [{ symbol: 'BTCUSDT', source: 'binance', state: 'live', age_ms: 5 }],
    feed_note: null,
    books: { state: 'balanced', checked_at: null, violations: [] },
  }
  const broken: Status['books'] = { state: 'broken', checked_at: null, violations: ['sum'] }
  test.each<[string, Partial<Status>]>([
    ['good', {}],
    ['good', { books: { state: 'unknown', checked_at: null, violations: [] } }],
    ['late', { feed: [...well.feed, { symbol: 'ETHUSDT', source: 'binance', state: 'resyncing', age_ms: null }] }],
    ['noFeed', { feed: [] }],
    ['starting', { services: [{ name: 'auth', state: 'starting' }], feed: [] }],
    ['failed', { services: [...well.services, { name: 'wallet', state: 'failed' }], feed: [] }],
    ['broken', { services: [{ name: 'auth', state: 'failed' }], books: broken }],
  ])('is "%s": what matters most comes first', (overall, part) => {
    expect(overallOf({ ...well, ...part })).toBe(overall)
  })
})

describe.skipIf(!hasBrowser)('the state of things in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  test('the status follows the platform, and when nobody answers it says so and from when its figures are', async () => {
    const place = await world({ environment: { FEED_URL: 'synthetic:?seed=1' }, page: opened.page })
    const ada = await visit(opened.browser, place.host.url, { path: '/status' })
    const { tab } = ada
    const overall = tab.getByTestId('overall')
    const row = tab.getByTestId('feeds').getByRole('row').filter({ hasText: 'BTCUSDT' })
    await overall.getByText('Everything works').waitFor()
    await tab.getByTestId('service-wallet').getByText('Ready').waitFor()
    await row.getByText('Live').waitFor()
    await tab.route('**/api/v1/status', async route => {
      const answer = await route.fetch()
      const status = (await answer.json()) as Status
      const feed = status.feed.map(each => (each.symbol === 'BTCUSDT' ? { ...each, state: 'stale', age_ms: 90_000 } : each))
      await route.fulfill({ response: answer, json: { ...status, feed } })
    })
    await overall.getByText('Some market data is late').waitFor()
    await row.getByText('Stale').waitFor()
    await row.getByText('2 min').waitFor()
    expect(await tab.getByTestId('feeds').getByRole('row').nth(1).innerText()).toContain('BTCUSDT') // what needs a look is first
    expect(ada.troubles).toEqual([])

    await tab.unrouteAll({ behavior: 'wait' })
    await place[Symbol.asyncDispose]()
    await overall.getByText('The platform cannot be reached').waitFor()
    await tab.getByTestId('as-of').getByText('may not hold any more').waitFor()
    await row.waitFor()
    expect(await findings(tab)).toEqual([])
    await ada.close()
  })

  test('an address that leads nowhere says so in the page and by its status, and every link of the frame leads somewhere', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { path: '/no/such/place', expected: [404] })
    const { tab } = ada
    await tab.getByRole('heading', { name: 'There is nothing at this address' }).waitFor()
    await tab.getByText('/no/such/place').waitFor()
    expect((await fetch(`${url}/no/such/place`, { headers: { accept: 'text/html' } })).status).toBe(404)
    await tab.getByRole('link', { name: 'To the start' }).click()
    await tab.getByTestId('mini-terminal').waitFor()
    const links = await tab.locator('header a[href], footer a[href]').evaluateAll(all => all.map(link => link.getAttribute('href')!))
    expect(links).toEqual(
      expect.arrayContaining(['/', '/trade/BTCUSDT', '/markets', '/portfolio', '/orders', '/settings', '/status', '/docs']),
    )
    for (const link of links) expect((await fetch(url + link, { headers: { accept: 'text/html' } })).status, link).toBe(200)

    await tab.setViewportSize({ width: 390, height: 844 })
    for (const [name, path] of [
      ['Portfolio', '/portfolio'],
      ['Status', '/status'],
      ['API reference', '/docs'],
    ] as const) {
      await tab.getByRole('button', { name: 'Menu' }).click()
      await tab.getByRole('menuitem', { name, exact: true }).click()
      await tab.waitForURL(`**${path}`)
    }
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('a screen whose file a newer version has replaced offers to reload, and the rest of the page stays', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { path: '/login', expected: [404] })
    const { tab } = ada
    await tab.getByRole('heading', { name: 'Sign in' }).waitFor()
    await tab.route('**/assets/screen-*.js', route => route.fulfill({ status: 404, body: '' }))
    await tab.getByRole('link', { name: 'Markets' }).click()
    await tab.getByRole('heading', { name: 'There is a newer version of this page' }).waitFor()
    await tab.unroute('**/assets/screen-*.js')
    await tab.getByRole('button', { name: 'Reload the page' }).click()
    await tab.getByRole('heading', { name: 'Markets', exact: true }).waitFor()
    await ada.close()
  })

  test('a screen that fails says that orders are safe and what happened, and another screen works', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { path: '/settings' })
    const { tab } = ada
    await tab.getByRole('heading', { name: 'Settings' }).waitFor()
    await tab.route('**/api/v1/status', route => route.fulfill({ json: {} })) // nothing our platform would say
    await tab.keyboard.press('Control+k')
    await tab.getByRole('combobox').fill('status')
    await tab.keyboard.press('Enter')
    const alert = tab.getByRole('alert').filter({ hasText: 'This part of the page has stopped' })
    await alert.getByText('they rest at the platform').waitFor()
    expect(await findings(tab)).toEqual([])
    await tab.getByRole('link', { name: 'Markets' }).click()
    await tab.getByRole('heading', { name: 'Markets', exact: true }).waitFor()
    await ada.close()
  })

  test('the page can be installed, opens without the platform to say so, and goes on by itself when it is back', async () => {
    const port = await freePort()
    const start = () => world({ environment: { FEED_URL: 'synthetic:?seed=1', PORT: String(port) }, page: opened.page })
    const before = await start()
    const { url } = before.host
    const ada = await visit(opened.browser, url, { path: '/' })
    const { tab } = ada
    const manifest = (await (await fetch(`${url}/manifest.webmanifest`)).json()) as { start_url: string; icons: { src: string }[] }
    for (const path of [manifest.start_url, '/icons/apple-touch-icon.png', ...manifest.icons.map(({ src }) => src)])
      expect((await fetch(url + path)).status, path).toBe(200)
    await tab.evaluate('navigator.serviceWorker.ready.then(() => undefined)')
    await until('the page is kept', () => tab.evaluate<boolean>(`caches.match('/').then(known => known !== undefined)`))
    await tab.reload()
    await tab.getByTestId('mini-terminal').waitFor()
    const kept = await tab.evaluate<string[]>(
      `caches.open('tradecraft.page').then(files => files.keys()).then(all => all.map(({ url }) => new URL(url).pathname))`,
    )
    expect(kept.filter(path => path !== '/' && !path.startsWith('/assets/'))).toEqual([])
    expect(ada.troubles).toEqual([])

    await before[Symbol.asyncDispose]()
    await tab.goto(`${url}/trade/BTCUSDT`)
    await tab.getByRole('heading', { name: 'The platform cannot be reached' }).waitFor()
    expect(await findings(tab)).toEqual([])
    await using _ = await start()
    await tab.getByTestId('last-price').waitFor({ timeout: 30_000 })
    await ada.close()
  })

  test.each(['dark', 'light'] as const)('everybody can read the status and the 404: no finding of axe, %s', async colorScheme => {
    await using place = await world({ environment: { FEED_URL: 'synthetic:?seed=1' }, page: opened.page })
    const { url } = place.host
    const ada = await visit(opened.browser, url, { colorScheme, expected: [404] })
    const { tab } = ada
    for (const path of ['/status', '/nothing']) {
      await tab.goto(url + path)
      await tab.getByRole('heading', { level: 1 }).waitFor()
      if (path === '/status') await tab.getByTestId('feeds').waitFor()
      for (const width of [1440, 390]) {
        await tab.setViewportSize({ width, height: 900 })
        expect(await findings(tab), `${path} ${colorScheme} ${width}`).toEqual([])
        expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width)
      }
    }
    await ada.close()
  })
})

/** A port that was free a moment ago: a platform that ends and comes back needs the same one. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise(done => server.close(done))
  return port
}
