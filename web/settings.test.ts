import type { Page as Tab } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { password } from '#testing/people'
import { until } from '#testing/until'
import { enter, fillIn, hasBrowser, openBeforeAll, signUp, visit, type Visitor } from './testing/browser.ts'
import { findings } from './testing/findings.ts'
import { quietMarket } from './testing/quiet-market.ts'

describe.skipIf(!hasBrowser)('settings in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  test('a visitor’s choices hold at once and for the next visit; those of an account follow it to another browser', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { path: '/settings' })
    await choose(ada.tab, {
      Theme: 'Light',
      Palette: 'Blue and orange',
      'Rising prices are': '▲ orange',
      Density: 'Roomy',
      Motion: 'Reduced',
    })
    const chosen = { theme: 'light', palette: 'safe', swapped: 'true', density: 'roomy', motion: 'reduced' }
    expect(await lookOf(ada.tab)).toMatchObject(chosen)
    await ada.tab.reload()
    await ada.tab.getByRole('heading', { name: 'Settings' }).waitFor()
    expect(await lookOf(ada.tab)).toMatchObject(chosen)

    await ada.tab.goto(`${url}/trade/BTCUSDT`)
    await signUp(ada)
    await ada.tab.goto(`${url}/settings`)
    await ada.tab.getByText('kept with your account').waitFor()
    await choose(ada.tab, { Language: 'Deutsch' })
    await ada.tab.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    await until('the choice is kept', () => ada.asked.includes('PUT /api/v1/me/settings'))
    const other = await visit(opened.browser, url, { path: '/login' })
    await signIn(other, ada.name)
    await other.tab.goto(`${url}/settings`)
    await other.tab.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    expect(await lookOf(other.tab)).toMatchObject(chosen)
    for (const visitor of [ada, other]) {
      expect(visitor.troubles).toEqual([])
      await visitor.close()
    }
  })

  test('a command gets another key by pressing it; a key that is taken says by what', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await enter(ada)
    await tab.goto(`${url}/settings#hotkeys`)
    const row = (id: string): ReturnType<Tab['getByTestId']> => tab.getByTestId(`hotkey-${id}`)
    await tab.getByRole('button', { name: 'Ticket: sell: S. Change' }).press('Enter')
    await tab.keyboard.press('Control+w')
    await row('sell').getByText('Ctrl W belongs to the browser').waitFor()
    await tab.keyboard.press('b')
    await row('sell').getByText('B is taken by “Ticket: buy”').waitFor()
    await row('sell').getByRole('button', { name: 'Take it' }).click()
    await row('buy').getByRole('button', { name: 'No key' }).waitFor()
    await tab.getByRole('button', { name: 'Portfolio: No key. Change' }).press('Enter')
    await tab.keyboard.press('Shift+P')
    await row('portfolio').getByText('Shift P').waitFor()
    await tab.keyboard.press('Shift+P')
    await tab.waitForURL('**/portfolio')

    await tab.goto(`${url}/trade/BTCUSDT`)
    const sell = tab.getByRole('radio', { name: '▼ Sell' })
    await sell.waitFor({ state: 'attached' })
    expect(await sell.isChecked()).toBe(false)
    await tab.keyboard.press('b')
    await until('the ticket sells', () => sell.isChecked())

    await tab.goto(`${url}/settings#hotkeys`)
    await row('buy').getByRole('button', { name: 'Back to the usual key' }).click()
    await row('buy').getByText('B is taken by “Ticket: sell”').waitFor()
    await row('buy').getByRole('button', { name: 'Cancel' }).click()
    await tab.getByRole('button', { name: 'Reset all keys' }).click()
    await row('buy').getByRole('button', { name: 'Ticket: buy: B.' }).waitFor()
    await tab.getByRole('button', { name: 'Undo' }).click()
    await row('sell').getByRole('button', { name: 'Ticket: sell: B.' }).waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('the ticket begins as its owner likes, asks before it sends, and a fill is heard', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url)
    const { tab } = ada
    await tab.addInitScript(`{
      globalThis.tones = 0
      const { start } = OscillatorNode.prototype
      OscillatorNode.prototype.start = function (at) { globalThis.tones += 1; start.call(this, at) }
    }`)
    await enter(ada)
    await tab.goto(`${url}/settings`)
    await tab.getByRole('button', { name: 'Test the sound of a fill' }).click()
    expect(await tab.evaluate('tones')).toBe(2)
    await tab.getByLabel('When an order is filled').check()
    await tab.getByLabel('Usual size').selectOption('25 % of what is available')
    await tab.getByLabel('Time in force').selectOption('Until the day ends (UTC)')
    await choose(tab, { 'Ask before sending': 'Always' })

    await tab.goto(`${url}/trade/BTCUSDT`)
    const ticket = tab.getByTestId('ticket')
    const size = ticket.getByLabel('Size', { exact: true })
    await tab.getByTestId('available').getByText('100,000').waitFor()
    await ticket.getByLabel('Price', { exact: true }).fill('60000')
    await until('the usual size is there', async () => (await size.inputValue()) === '0.41666')
    await size.press('Enter')
    const question = tab.getByRole('dialog', { name: 'Send this order?' })
    await question.getByText('Until the day ends').waitFor()
    await question.getByText('0.41666 BTC').waitFor()
    await tab.keyboard.press('Escape')
    expect(await size.inputValue()).toBe('0.41666') // looked at, not lost
    expect(ada.asked).not.toContain('POST /api/v1/orders')
    await size.press('Enter')
    await tab.keyboard.press('Enter')
    await tab.getByTestId('open-orders').getByText('60,000.00').waitFor()
    await fillIn(ada, { kind: 'Market', fields: { Size: '100' } })
    expect(await tab.evaluate('tones')).toBe(0)
    await size.press('Enter')
    await question.getByRole('button', { name: 'Buy BTC at market' }).click()
    await until('the fill is heard', async () => (await tab.evaluate<number>('tones')) >= 2)
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('sessions are ended one by one or everywhere, and a guest hears first that there is no way back', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { expected: [401] })
    const { tab } = ada
    await signUp(ada)
    const other = await visit(opened.browser, url, { path: '/login', expected: [401, 404] })
    await signIn(other, ada.name)
    await tab.goto(`${url}/settings#sessions`)
    const sessions = tab.getByTestId('sessions').getByRole('listitem')
    await sessions.filter({ hasText: 'Another browser' }).getByRole('button', { name: 'End the session' }).click()
    await tab.getByText('There is no other session.').waitFor()
    await other.tab.reload()
    await other.tab.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    await signIn(other, ada.name)
    await tab.reload()
    await sessions.nth(1).waitFor()
    expect(await sessions.first().innerText()).toContain('This browser')
    await tab.getByRole('button', { name: 'Sign out everywhere' }).click()
    await tab.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await tab.getByText('Nobody is signed in here').waitFor()
    await other.tab.reload()
    await other.tab.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()

    await tab.goto(`${url}/trade/BTCUSDT`)
    await enter(ada)
    await tab.goto(`${url}/settings#account`)
    await tab.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click()
    await tab.getByRole('dialog').getByText('out of reach for good').waitFor()
    await tab.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    await tab.getByRole('link', { name: 'Keep my account' }).click()
    await tab.getByRole('heading', { name: 'Keep this account' }).waitFor()
    expect(ada.troubles).toEqual([])
    await Promise.all([ada.close(), other.close()])
  })

  test.each(['dark', 'light'] as const)(
    'everybody can use the settings: no finding of axe, %s, at a desk and on a phone',
    async colorScheme => {
      const { place, url } = await quietMarket(opened.page)
      await using _ = place
      const ada = await visit(opened.browser, url, { colorScheme })
      const { tab } = ada
      await enter(ada)
      await tab.goto(`${url}/settings`)
      await tab.getByTestId('sessions').waitFor()
      await tab.getByRole('button', { name: 'Ticket: sell: S. Change' }).click()
      await tab.keyboard.press('b')
      await tab.getByText('B is taken by').waitFor()
      for (const width of [1440, 390]) {
        await tab.setViewportSize({ width, height: 900 })
        expect(await findings(tab), `${colorScheme} ${width}`).toEqual([])
        expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(width)
      }
      await ada.close()
    },
  )
})

/** Chooses in the switches of the settings, by their names. */
async function choose(tab: Tab, choices: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, label] of Object.entries(choices))
    await tab.getByRole('group', { name, exact: true }).getByText(label, { exact: true }).click()
}
async function lookOf(tab: Tab): Promise<Record<string, string>> {
  return await tab.evaluate<Record<string, string>>('({ ...document.documentElement.dataset })')
}
async function signIn({ tab }: Visitor, name: string): Promise<void> {
  await tab.goto(new URL('/login', tab.url()).href)
  await tab.getByLabel('Email or username').fill(name)
  await tab.getByLabel('Password', { exact: true }).fill(password)
  await tab.getByRole('button', { name: 'Sign in' }).click()
  await tab.getByRole('button', { name: `Account of ${name}` }).waitFor()
}
