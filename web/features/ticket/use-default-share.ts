import { useEffect } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { isZero } from '../../data/amounts.ts'
import { priceNow } from '../../data/market.ts'
import type { Store } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { type Draft, pricedAt, sideOf } from './draft.ts'
import { sizedTo } from './sizing.ts'

/** Gives an order its owner's usual size when its price, side or kind is chosen. A size somebody wrote is left alone. */
export function useDefaultShare(symbol: MarketSymbol, store: Store<Draft>): void {
  const { settings, account, marketOf } = useTerminal()
  useEffect(() => {
    let before = store.get()
    let given = ''
    return store.subscribe(() => {
      const now = store.get()
      const isSame = pricedAt(now) === pricedAt(before) && sideOf(now) === sideOf(before) && now.kind === before.kind
      before = now
      const { share } = settings.get()
      const hasPriceNow = pricedAt(now) !== undefined || now.kind === 'market'
      if (isSame || share === 0 || !hasPriceNow || (now.size !== '' && now.size !== given)) return
      const last = priceNow(marketOf(symbol.symbol).ticker.get())
      const sized = sizedTo(share, now, { symbol, balances: account.balances.get() ?? [], last })
      if (sized === undefined || isZero(sized.size)) return
      given = sized.size
      store.set(sized)
    })
  }, [symbol, store, settings, account, marketOf])
}
