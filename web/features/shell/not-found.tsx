import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { firstSymbol } from '../../data/market.ts'
import { useText } from '../../data/terminal.ts'
import { linkLooks } from '../../ui/index.ts'
import { Message } from './message.tsx'
import { usePageTitle } from './use-page-title.ts'

/** For an address that leads nowhere. */
export function NotFound(): ReactNode {
  const text = useText()
  const { pathname } = useLocation()
  usePageTitle(text('shell.notFound'))
  return (
    <Message
      icon="search"
      title={text('shell.notFound')}
      actions={
        <>
          <Link to="/trade/$symbol" params={{ symbol: firstSymbol }} className={linkLooks.primary}>
            {text('shell.toMarket')}
          </Link>
          <Link to="/markets" className={linkLooks.neutral}>
            {text('nav.markets')}
          </Link>
          <Link to="/" className={linkLooks.neutral}>
            {text('shell.toStart')}
          </Link>
        </>
      }
    >
      <p>
        <span className="number">404</span> · <code className="break-all">{pathname}</code>
      </p>
      <p>{text('shell.notFoundHint')}</p>
    </Message>
  )
}
