import axe from 'axe-core'
import type { Page as Tab } from 'playwright-core'

/** What axe finds wrong with the page as it is: one line for each rule, with the places. */
export async function findings(tab: Tab): Promise<readonly string[]> {
  await tab.evaluate(axe.source)
  return await tab.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html.slice(0, 160)).join(' | ')))`,
  )
}

/** The themes and the widths that every screen is looked at in. */
export const appearances = (['dark', 'light'] as const).flatMap(colorScheme => [
  { colorScheme, viewport: { width: 1440, height: 900 } },
  { colorScheme, viewport: { width: 390, height: 844 } },
])
