import { type ScriptedMarket, scriptedMarket } from '#testing/scripted-market'
import { world, type World } from '#testing/world'
import type { Page } from '../../app/page/page.ts'

/** The platform with the page and a market that moves only when the test says so: bid 60,000, ask 60,010. */
export async function quietMarket(page: Page): Promise<{ readonly place: World; readonly market: ScriptedMarket; readonly url: string }> {
  const market = scriptedMarket()
  const place = await world({ replace: [market.service], page })
  market.show(
    [
      ['60000.00', '1.00000'],
      ['59990.00', '2.00000'],
    ],
    [
      ['60010.00', '1.00000'],
      ['60020.00', '2.00000'],
    ],
  )
  return { place, market, url: place.host.url }
}
