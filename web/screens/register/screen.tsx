import { Navigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { AccountCard } from '../../features/account/account-card.tsx'
import { usePageTitle } from '../../features/shell/use-page-title.ts'

/** One card; whoever is signed in goes on to the market. */
export function RegisterScreen(): ReactNode {
  const text = useText()
  const { status } = useStore(useTerminal().session.state)
  usePageTitle(text('account.signUp'))
  if (status === 'signed_in') return <Navigate to="/trade/$symbol" params={{ symbol: 'BTCUSDT' }} />
  return (
    <div className="mx-auto w-full max-w-md p-4 sm:mt-[10vh]">
      <h1 className="sr-only">{text('account.signUp')}</h1>
      <AccountCard kind="sign_up" />
    </div>
  )
}
