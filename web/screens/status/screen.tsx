import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { usePageTitle } from '../../features/shell/use-page-title.ts'

/** Will be filled by its own step; the address and its place in the page are here. */
export function StatusScreen(): ReactNode {
  const text = useText()
  usePageTitle(text('nav.status'))
  return <h1 className="p-6 text-xl font-semibold">{text('nav.status')}</h1>
}
