import { useQuery } from '@tanstack/react-query'
import type { MarketSymbol } from '#contracts/routes/market'
import type { Position } from '#contracts/routes/portfolio'
import { isZero } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'

/** What the reader holds of a symbol's base asset. */
export function useHeld(symbol: MarketSymbol): Position | undefined {
  const { session, queries } = useTerminal()
  const isSignedIn = useStore(session.state).status === 'signed_in'
  const positions = useQuery({ ...queries.positions(), enabled: isSignedIn })
  return positions.data?.find(({ asset, quantity }) => asset === symbol.base_asset && !isZero(quantity))
}
