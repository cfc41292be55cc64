import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { usePageTitle } from './use-page-title.ts'

/** For an address that leads nowhere. */
export function NotFound(): ReactNode {
  const text = useText()
  usePageTitle(text('shell.notFound'))
  return (
    <div className="m-auto flex max-w-md flex-col items-center gap-3 p-8 text-center">
      <p className="number text-3xl font-semibold text-muted">404</p>
      <h1 className="text-xl font-semibold">{text('shell.notFound')}</h1>
      <p className="text-muted">{text('shell.notFoundHint')}</p>
      <Link to="/" className="text-accent underline underline-offset-4">
        {text('shell.toMarket')}
      </Link>
    </div>
  )
}
