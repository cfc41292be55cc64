import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { firstSymbol } from '../../data/market.ts'
import { useText } from '../../data/terminal.ts'
import { IconButton, Menu } from '../../ui/index.ts'

/** Where one can go, on a screen too narrow for the links. */
export function SiteMenu({ symbol = firstSymbol }: { readonly symbol: string | undefined }): ReactNode {
  const text = useText()
  const navigate = useNavigate()
  return (
    <div className="xl:hidden">
      <Menu
        trigger={<IconButton icon="menu" label={text('nav.menu')} />}
        groups={[
          [
            { label: text('nav.trade'), onPick: () => void navigate({ to: '/trade/$symbol', params: { symbol } }) },
            { label: text('nav.markets'), onPick: () => void navigate({ to: '/markets' }) },
            { label: text('nav.portfolio'), onPick: () => void navigate({ to: '/portfolio' }) },
            { label: text('nav.orders'), onPick: () => void navigate({ to: '/orders' }) },
          ],
          [
            { label: text('nav.settings'), onPick: () => void navigate({ to: '/settings' }) },
            { label: text('nav.status'), onPick: () => void navigate({ to: '/status' }) },
            { label: text('nav.docs'), onPick: () => location.assign('/docs') },
          ],
        ]}
      />
    </div>
  )
}
