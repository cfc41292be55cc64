import { useRouter } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'
import { firstSymbol } from '../../data/market.ts'
import { useText } from '../../data/terminal.ts'
import { Skeleton } from '../../ui/index.ts'
import type { WayBack } from './way-back.ts'

/** Where whoever is signed in begins. */
export const home = `/trade/${firstSymbol}`

/** Whoever is signed in goes on to where they wanted to be. */
export function GoOn({ from = home }: WayBack): ReactNode {
  const text = useText()
  const { history } = useRouter()
  useEffect(() => history.replace(from), [history, from])
  return <Skeleton what={text('nav.trade')} />
}
