import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page as Tab } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { password } from '#testing/people'
import { openPage, type Page } from '../../app/page/page.ts'

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const program = programs.find(path => existsSync(path))
/** CI runs the tests in a browser, and whoever asks with TRADECRAFT_BROWSER=1: they need more than npm's packages, and minutes. */
const isWanted = process.env.CI !== undefined || process.env.TRADECRAFT_BROWSER === '1'
export const hasBrowser = program !== undefined && isWanted
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A browser, and the page as it is in the working tree. */
interface Opened {
  readonly browser: Browser
  readonly page: Page
}
/** Opens both before the tests of the block it is called in, and closes the browser after them. Filled when the first test begins. */
export function openBeforeAll(): Opened {
  const opened = {} as { browser: Browser; page: Page }
  beforeAll(async () => {
    ;[opened.browser, opened.page] = await Promise.all([chromium.launch({ executablePath: program!, args: flags }), builtPage()])
  })
  afterAll(async () => {
    await opened.browser?.close()
  })
  return opened
}

/** The page, built once into a folder of its own. */
async function builtPage(): Promise<Page> {
  const folder = await mkdtemp(join(tmpdir(), 'tradecraft-page-'))
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const page = await openPage({ root, folder: join(folder, 'web'), say: () => undefined })
  await page.build()
  const state = page.state()
  if (state.status !== 'ready') throw new Error(`the page was not built: ${JSON.stringify(state)}`)
  await rm(folder, { recursive: true, force: true }) // it is in memory
  return page
}

/** One person at one browser, and everything that went wrong there. */
export interface Visitor {
  readonly tab: Tab
  readonly name: string
  /** Errors of the page and of its console; answers the test expects are left out. */
  readonly troubles: string[]
  /** Questions to the API so far: method and path. */
  readonly asked: string[]
  close(): Promise<void>
}

let people = 0
const waitMs = 10_000
export interface VisitOptions extends BrowserContextOptions {
  /** Statuses the test brings about; the browser reports each as a console error. */
  readonly expected?: readonly number[]
  /** The address below the platform's; the trading screen when absent. */
  readonly path?: string
}

/** Opens the page in a browser profile of its own. */
export async function visit(
  browser: Browser,
  url: string,
  { expected = [], path = '/trade/BTCUSDT', ...options }: VisitOptions = {},
): Promise<Visitor> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
  const tab = await context.newPage()
  tab.setDefaultTimeout(waitMs)
  const troubles: string[] = []
  const asked: string[] = []
  tab.on('pageerror', error => troubles.push(String(error.stack)))
  tab.on('console', message => {
    const isExpected = expected.some(status => message.text().includes(`status of ${status}`))
    if (['error', 'warning'].includes(message.type()) && !isExpected) troubles.push(message.text())
  })
  tab.on('request', request => {
    const { pathname } = new URL(request.url())
    if (pathname.startsWith('/api/')) asked.push(`${request.method()} ${pathname}`)
  })
  await tab.goto(`${url}${path}`)
  return { tab, name: `person-${process.pid}-${++people}`, troubles, asked, close: () => context.close() }
}

/** One press to an account without sign-up. */
export async function enter({ tab }: Visitor): Promise<void> {
  await tab.getByRole('button', { name: 'Trade now, no sign-up' }).click()
  await tab.getByTestId('ticket').waitFor()
}
/** Signs up in the card of /register, by way of the link in the ticket's place. */
export async function signUp({ tab, name }: Visitor): Promise<void> {
  await tab.getByRole('main').getByRole('link', { name: 'Sign up' }).click()
  await tab.getByLabel('Email', { exact: true }).fill(`${name}@example.org`)
  await tab.getByLabel('Username').fill(name)
  await tab.getByLabel('Password', { exact: true }).fill(password)
  await tab.getByRole('button', { name: 'Create my paper account' }).click()
  await tab.getByTestId('ticket').waitFor()
}

export interface Typed {
  readonly side?: 'Buy' | 'Sell'
  /** As the ticket calls it. */
  readonly kind: string
  /** What is typed, by the label of its field. */
  readonly fields: Readonly<Record<string, string>>
}
/** Fills the ticket in, without sending. */
export async function fillIn({ tab }: Visitor, { side = 'Buy', kind, fields }: Typed): Promise<void> {
  const ticket = tab.getByTestId('ticket')
  await ticket.getByText(`${side === 'Buy' ? '▲' : '▼'} ${side}`).click()
  if (['Limit', 'Market', 'Stop'].includes(kind)) await ticket.getByRole('button', { name: kind, exact: true }).click()
  else await ticket.getByLabel('More types').selectOption({ label: kind })
  for (const [label, value] of Object.entries(fields)) await ticket.getByLabel(label, { exact: true }).fill(value)
}
/** Fills the ticket in and sends it with Enter. */
export async function send(visitor: Visitor, typed: Typed): Promise<void> {
  await fillIn(visitor, typed)
  await visitor.tab.getByTestId('ticket').getByLabel('Size', { exact: true }).press('Enter')
}
/** Goes to a list of the blotter. */
export async function show(
  { tab }: Visitor,
  name: 'Open orders' | 'Positions' | 'Fills' | 'Order history' | 'Balances' | 'Ledger',
): Promise<void> {
  await tab.getByRole('tab', { name }).click()
}

/** Presses Tab until the focused element's name or text contains `name`; what a panel or the page contains is not a name. */
export async function tabTo(tab: Tab, name: string): Promise<void> {
  const stopsMax = 80
  const focused = `(at => at === document.body || at.role === 'tabpanel' ? '' : at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent ?? at.textContent)(document.activeElement)`
  for (let stop = 0; stop < stopsMax; stop++) {
    await tab.keyboard.press('Tab')
    if ((await tab.evaluate<string>(focused)).includes(name)) return
  }
  throw new Error(`no tab stop says ${name}`)
}
