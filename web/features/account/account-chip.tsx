import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Icon, Menu, type MenuItem, Money, Pnl } from '../../ui/index.ts'
import { useWayBack } from './way-back.ts'

/** What the account is worth and how it did in the last 24 hours; behind it, where its owner can go. */
export function AccountChip(): ReactNode {
  const { session } = useTerminal()
  const state = useStore(session.state)
  switch (state.status) {
    case 'restoring':
      return <div className="h-8 w-24 animate-pulse rounded-md bg-raised" />
    case 'signed_out':
      return <WaysIn />
    case 'signed_in':
      return <AccountMenu name={state.user.username} isGuest={state.user.role === 'guest'} />
  }
}

function WaysIn(): ReactNode {
  const text = useText()
  const search = useWayBack()
  return (
    <div className="flex items-center gap-3 text-sm font-medium">
      <Link to="/login" search={search} className="py-1 text-muted hover:text-text">
        {text('account.signIn')}
      </Link>
      <Link to="/register" search={search} className="rounded-md bg-accent-solid px-3 py-1.5 text-white hover:brightness-90 max-sm:hidden">
        {text('account.signUp')}
      </Link>
    </div>
  )
}

function AccountMenu({ name, isGuest }: { readonly name: string; readonly isGuest: boolean }): ReactNode {
  const { session, notices } = useTerminal()
  const text = useText()
  const navigate = useNavigate()
  const wayBack = useWayBack()
  async function leave(): Promise<void> {
    try {
      await session.logout()
    } catch {
      notices.say({ tone: 'bad', sentence: text('account.stillSignedIn') })
    }
  }
  const places: readonly MenuItem[] = [
    { label: text('nav.markets'), icon: 'search', onPick: () => void navigate({ to: '/markets' }) },
    { label: text('nav.portfolio'), icon: 'layout', onPick: () => void navigate({ to: '/portfolio' }) },
    { label: text('nav.orders'), icon: 'clock', onPick: () => void navigate({ to: '/orders' }) },
    { label: text('nav.settings'), icon: 'person', onPick: () => void navigate({ to: '/settings' }) },
    { label: text('nav.status'), icon: 'info', onPick: () => void navigate({ to: '/status' }) },
  ]
  const ways: readonly MenuItem[] = [
    ...(isGuest ? [{ label: text('account.keepTitle'), onPick: () => void navigate({ to: '/register', search: wayBack }) }] : []),
    { label: text('account.signOut'), onPick: () => void leave() },
  ]
  return (
    <Menu
      trigger={
        <button type="button" className="flex h-9 items-center gap-3 rounded-md px-2 text-left hover:bg-hover data-[state=open]:bg-hover">
          <span className="sr-only">{text('account.menu', { name })}</span>
          <Worth className="items-end text-right max-sm:hidden" />
          <Icon name="person" />
        </button>
      }
      head={
        <div className="mb-1 border-b border-line px-2 pt-1 pb-2">
          <div className="text-sm font-medium">{name}</div>
          {isGuest ? <div className="text-xs text-muted">{text('account.guest')}</div> : null}
          <Worth className="pt-1 sm:hidden" />
        </div>
      }
      groups={[places, ways]}
    />
  )
}

function Worth({ className }: { readonly className: string }): ReactNode {
  const text = useText()
  const portfolio = useStore(useTerminal().account.portfolio)
  return (
    <span className={classes('flex flex-col leading-tight', className)}>
      <span className="text-sm font-semibold" data-testid="equity">
        <span className="sr-only">{text('account.equity')} </span>
        <Money value={portfolio?.equity} currency={portfolio?.currency} />
      </span>
      <span className="text-2xs" title={text('account.dayPnl')}>
        <span className="sr-only">{text('account.dayPnl')} </span>
        <Pnl value={portfolio?.day_pnl} percent={portfolio?.day_pnl_percent} />
      </span>
    </span>
  )
}
