import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'

/** Below pages that are read rather than worked with. */
export function Footer(): ReactNode {
  const text = useText()
  const look = 'py-1 hover:text-text hover:underline underline-offset-4'
  return (
    <footer className="border-t border-line bg-panel">
      <div className="mx-auto flex max-w-[1200px] flex-wrap items-center justify-between gap-x-8 gap-y-3 px-4 py-6 text-sm text-muted sm:px-8">
        <p>{text('home.disclaimer')}</p>
        <nav aria-label={text('home.footer')} className="flex flex-wrap gap-x-6 gap-y-1">
          <Link to="/markets" className={look}>
            {text('nav.markets')}
          </Link>
          <a href="/docs" className={look}>
            {text('nav.docs')}
          </a>
          <Link to="/status" className={look}>
            {text('nav.status')}
          </Link>
        </nav>
      </div>
    </footer>
  )
}
