import { Outlet, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { Toasts } from '../../ui/index.ts'
import { StaleBanner } from '../connection/connection.tsx'
import { TopBar } from './top-bar.tsx'

/** What every screen stands in. */
export function Shell(): ReactNode {
  const text = useText()
  const { symbol } = useParams({ strict: false })
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-panel focus:px-3 focus:py-2"
      >
        {text('nav.skip')}
      </a>
      <TopBar symbol={symbol} />
      {symbol === undefined ? null : <StaleBanner symbol={symbol} />}
      <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        <Outlet />
      </main>
      <Toasts />
    </>
  )
}
