import { describe, expect, test } from 'vitest'
import { until } from '#testing/until'
import { enter, hasBrowser, openBeforeAll, send, show, visit, type Visitor } from './testing/browser.ts'
import { appearances, findings } from './testing/findings.ts'
import { quietMarket } from './testing/quiet-market.ts'

/** What opens over the trading screen at a desk, and what is seen when it is there. */
const layers: readonly { readonly what: string; readonly open: (visitor: Visitor) => Promise<void> }[] = [
  {
    what: 'the search for a symbol',
    open: async ({ tab }) => {
      await tab.keyboard.press('/')
      await tab.getByRole('combobox', { name: 'Find a symbol' }).waitFor()
    },
  },
  {
    what: 'the palette',
    open: async ({ tab }) => {
      await tab.keyboard.press('Control+k')
      await tab.getByRole('dialog').waitFor()
    },
  },
  {
    what: 'the sheet of keys',
    open: async ({ tab }) => {
      await tab.keyboard.press('Shift+?')
      await tab.getByRole('dialog', { name: 'Keys' }).waitFor()
    },
  },
  {
    what: 'the change of an order',
    open: async visitor => {
      await show(visitor, 'Open orders')
      await visitor.tab
        .getByRole('button', { name: /^Change buy/ })
        .first()
        .click()
      await visitor.tab.getByRole('dialog', { name: 'Change the order' }).waitFor()
    },
  },
  {
    what: 'the life of an order',
    open: async visitor => {
      await show(visitor, 'Order history')
      await visitor.tab.getByTestId('history').getByRole('row').nth(1).click()
      await visitor.tab.getByTestId('timeline').getByText('What the fill cost').waitFor({ state: 'attached' })
    },
  },
  {
    what: 'the lots of a position',
    open: async visitor => {
      await show(visitor, 'Positions')
      await visitor.tab.getByRole('button', { name: '1 lot' }).click()
      await visitor.tab.getByRole('dialog', { name: 'Lots of BTC' }).waitFor()
    },
  },
]

describe.skipIf(!hasBrowser)('everybody can use (needs chromium)', () => {
  const opened = openBeforeAll()

  test('the way in and the portfolio: no finding of axe in either theme, at a desk and on a phone', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    for (const appearance of appearances) {
      const ada = await visit(opened.browser, url, { path: '/', ...appearance })
      const { tab } = ada
      for (const path of ['/', '/login', '/register']) {
        await tab.goto(`${url}${path}`)
        await tab.getByRole('heading', { level: 1 }).waitFor()
        if (path === '/') await tab.getByTestId('mini-terminal').getByText('Synthetic market').waitFor() // grey until then
        expect(await findings(tab), `${path} ${JSON.stringify(appearance)}`).toEqual([])
      }
      await tab.goto(`${url}/portfolio`)
      await tab.getByRole('button', { name: 'Trade now, no sign-up' }).click()
      await tab.getByRole('tab', { name: 'Ledger' }).click()
      await tab.getByTestId('ledger').getByText('grant').waitFor()
      expect(await findings(tab), `/portfolio ${JSON.stringify(appearance)}`).toEqual([])
      expect(ada.troubles).toEqual([])
      await ada.close()
    }
  })

  test('what opens over the trading screen, in the palette that does without red and green', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    for (const colorScheme of ['dark', 'light'] as const) {
      const ada = await visit(opened.browser, url, { colorScheme })
      const { tab } = ada
      await tab.evaluate(`localStorage.setItem('tradecraft.settings', '{"palette":"safe"}')`)
      await tab.reload()
      await enter(ada)
      await send(ada, { kind: 'Market', fields: { Size: '0.1' } })
      await tab.getByTestId('accepted').waitFor()
      await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.1' } })
      await tab.getByTestId('open-orders').getByText('59,990.00').waitFor()
      for (const { what, open } of layers) {
        for (const _ of ['what is typed', 'the field']) await tab.keyboard.press('Escape')
        await open(ada)
        expect(await findings(tab), `${what}, ${colorScheme}`).toEqual([])
        await tab.keyboard.press('Escape')
        await tab.getByRole('dialog').waitFor({ state: 'detached' })
      }
      await tab.setViewportSize({ width: 390, height: 844 })
      await tab.getByRole('button', { name: '▼ Sell' }).click()
      await tab.getByText('Advanced').click()
      expect(await findings(tab), `the ticket on a phone, ${colorScheme}`).toEqual([])
      expect(ada.troubles).toEqual([])
      await ada.close()
    }
  })

  test('what closes gives the focus back to what had it, and leaves the keys to whoever opened it by a key', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.1' } })
    const change = tab.getByRole('button', { name: /^Change buy/ })
    const focused = (): Promise<string> => tab.evaluate<string>('document.activeElement.outerHTML.slice(0, 200)')
    for (const leave of ['Escape', 'Enter']) {
      await change.press('Enter')
      await tab.getByRole('dialog', { name: 'Change the order' }).waitFor()
      if (leave === 'Enter') await tab.getByRole('dialog').getByRole('button', { name: 'Close' }).press('Enter')
      else await tab.keyboard.press('Escape')
      await tab.getByRole('dialog').waitFor({ state: 'detached' })
      await until(`the button has the focus after ${leave}`, async () => (await focused()).includes('Change buy'))
    }
    await tab.keyboard.press('Escape')
    await tab.keyboard.press('/')
    await tab.getByRole('combobox', { name: 'Find a symbol' }).press('Enter')
    await tab.getByRole('dialog').waitFor({ state: 'detached' })
    await tab.keyboard.press('ArrowDown')
    await until('the arrow moved the price of the ticket', async () => (await tab.getByLabel('Price', { exact: true }).inputValue()) !== '')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})
