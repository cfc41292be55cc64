import { spawn } from 'node:child_process'
import { text as readAll } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { password } from '#testing/people'
import { world } from '#testing/world'
import { snippets } from './screens/home/snippets.ts'
import { hasBrowser, openBeforeAll, send, show, visit, type Visitor } from './testing/browser.ts'
import { quietMarket } from './testing/quiet-market.ts'

const firstFillMsMax = 60_000

describe.skipIf(!hasBrowser)('accounts in a browser (needs chromium)', () => {
  const opened = openBeforeAll()

  test('a newcomer has a first fill within a minute, and keeps everything when the guest account gets a name', async () => {
    const { place, market, url } = await quietMarket(opened.page)
    await using _ = place
    market.print('sell', '60000.00', '0.00001')
    const ada = await visit(opened.browser, url, { path: '/' })
    const { tab } = ada
    const since = performance.now()
    await tab.getByTestId('mini-terminal').getByText('60,010.00').waitFor()
    await tab.getByRole('button', { name: 'Trade now, no sign-up' }).click()
    await tab.waitForURL('**/trade/BTCUSDT')
    await send(ada, { kind: 'Market', fields: { Size: '0.01' } })
    await tab.getByTestId('accepted').getByText('Bought 0.01').waitFor()
    expect(performance.now() - since).toBeLessThan(firstFillMsMax)
    await send(ada, { kind: 'Limit', fields: { Price: '59990', Size: '0.02' } })
    await tab.getByTestId('open-orders').getByText('59,990.00').waitFor()

    await tab.getByRole('button', { name: 'Account of guest-' }).click()
    await tab.getByRole('menuitem', { name: 'Keep this account' }).click()
    await tab.getByLabel('Password', { exact: true }).fill('short')
    await tab.getByText('7 more characters').waitFor()
    await fillPerson(ada)
    await tab.getByRole('button', { name: 'Keep my account' }).click()
    await tab.waitForURL('**/trade/BTCUSDT') // back to where one came from
    await tab.getByRole('button', { name: `Account of ${ada.name}` }).waitFor()
    await tab.getByTestId('open-orders').getByText('59,990.00').waitFor()
    await show(ada, 'Fills')
    await tab.getByTestId('fills').getByText('60,010.00').waitFor()
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('register, sign out and sign in again lead back to where one was, and leave no token behind', async () => {
    const { place, url } = await quietMarket(opened.page)
    await using _ = place
    const ada = await visit(opened.browser, url, { path: '/portfolio', expected: [401, 409, 422] })
    const { tab } = ada
    await tab.getByRole('banner').getByRole('link', { name: 'Sign up' }).click()
    await tab.getByRole('button', { name: 'Create my paper account' }).click()
    await tab.getByText('This is not an email address.').waitFor()
    await fillPerson(ada)
    await tab.getByRole('button', { name: 'Create my paper account' }).click()
    await tab.waitForURL('**/portfolio')
    await tab.getByRole('button', { name: `Account of ${ada.name}` }).click()
    await tab.getByRole('menuitem', { name: 'Sign out' }).click()
    await tab.getByRole('banner').getByRole('link', { name: 'Sign in' }).click()
    await tab.getByLabel('Email or username').fill(ada.name)
    await tab.getByLabel('Password', { exact: true }).fill('not the password')
    await tab.getByRole('button', { name: 'Sign in' }).click()
    await tab.getByRole('alert').getByText('No account with that login and password').waitFor()
    await tab.getByRole('button', { name: 'Show the password' }).click()
    expect(await tab.getByLabel('Password', { exact: true }).getAttribute('type')).toBe('text')
    await tab.getByLabel('Password', { exact: true }).fill(password)
    await tab.getByRole('button', { name: 'Sign in' }).click()
    await tab.waitForURL('**/portfolio')
    expect(await tab.evaluate('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])')).not.toMatch(
      /eyJ|refresh/,
    )
    expect(ada.troubles).toEqual([])
    await ada.close()
  })

  test('whoever tries too often sees the seconds run down', async () => {
    await using place = await world({ environment: { FEED_URL: 'synthetic:?seed=1', RATE_LIMIT_SIGN_IN: '1' }, page: opened.page })
    const ada = await visit(opened.browser, place.host.url, { path: '/login', expected: [401, 429] })
    const { tab } = ada
    await tab.clock.install()
    await tab.getByLabel('Email or username').fill('nobody')
    await tab.getByLabel('Password', { exact: true }).fill('not the password')
    const submit = tab.getByRole('button', { name: 'Sign in' })
    const waiting = tab.getByText(/Wait \d+ s/)
    while (!(await waiting.isVisible())) {
      await submit.click()
      await tab.getByText(/No account with that|Wait \d+ s/).waitFor()
    }
    const secondsOf = async (): Promise<number> => Number(/(\d+) s/.exec(await waiting.innerText())![1])
    const before = await secondsOf()
    await tab.clock.runFor(3_000)
    expect(before - (await secondsOf())).toBeGreaterThanOrEqual(2)
    expect(await submit.getAttribute('aria-disabled')).toBe('true')
    await tab.clock.runFor(before * 1_000)
    await waiting.waitFor({ state: 'detached' })
    expect(await submit.getAttribute('aria-disabled')).toBe('false')
    expect(ada.troubles).toEqual([])
    await ada.close()
  })
})

test('the program on the front page places a real order', async () => {
  await using place = await world({ environment: { FEED_URL: 'synthetic:?seed=1' } })
  const program = spawn(process.execPath, ['--input-type=module', '--eval', snippets.javascript(place.host.url)])
  const [said, troubles] = await Promise.all([readAll(program.stdout), readAll(program.stderr)])
  expect(troubles).toBe('')
  expect(said).toMatch(/^filled 0\.001\d* at 9\d{4}/)
  expect(said).toMatch(/\nUSDT 99\d{3}\./)
})

async function fillPerson({ tab, name }: Visitor): Promise<void> {
  await tab.getByLabel('Email', { exact: true }).fill(`${name}@example.org`)
  await tab.getByLabel('Username').fill(name)
  await tab.getByLabel('Password', { exact: true }).fill(password)
}
