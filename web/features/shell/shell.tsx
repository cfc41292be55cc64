import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useText } from '../../data/terminal.ts'
import { Toasts } from '../../ui/index.ts'
import { CommandCenter, createCommandCenter } from '../commands/command-center.tsx'
import { StaleBanner } from '../connection/connection.tsx'
import { AwayMessage } from './crashed.tsx'
import { TopBar } from './top-bar.tsx'
import { useAwaySinceOpened, useReloadWhenBack } from './use-away.ts'

/** These have something to say without the platform. */
const own = ['/status', '/settings']

/** What every screen stands in. A page that was opened without a platform behind it says so instead of waiting. */
export function Shell(): ReactNode {
  const text = useText()
  const { symbol } = useParams({ strict: false })
  const { pathname } = useLocation()
  const [center] = useState(createCommandCenter)
  const isAway = useAwaySinceOpened()
  useReloadWhenBack(isAway)
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-panel focus:px-3 focus:py-2"
      >
        {text('nav.skip')}
      </a>
      <TopBar symbol={symbol} center={center} />
      {symbol === undefined || isAway ? null : <StaleBanner symbol={symbol} />}
      <main id="content" tabIndex={-1} className="flex min-h-0 flex-1 flex-col">
        {isAway && !own.includes(pathname) ? <AwayMessage /> : <Outlet />}
      </main>
      <CommandCenter state={center} />
      <Toasts />
    </>
  )
}
