import axe from 'axe-core'
import type { Page as Tab } from 'playwright-core'

/** What axe finds wrong with what is shown, as one line for each rule that is broken. */
export async function axeFindings(tab: Tab): Promise<readonly string[]> {
  await tab.evaluate(axe.source)
  return await tab.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html.slice(0, 160)).join(' | ')))`,
  )
}
