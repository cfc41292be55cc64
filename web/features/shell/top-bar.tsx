import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { firstSymbol } from '../../data/market.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { useStore } from '../../data/store.ts'
import { Icon, IconButton, Tooltip } from '../../ui/index.ts'
import { AccountChip } from '../account/account-chip.tsx'
import { type CommandCenterState, PaletteButton } from '../commands/command-center.tsx'
import { ConnectionBadge } from '../connection/connection.tsx'
import { SiteMenu } from './site-menu.tsx'

interface TopBarProps {
  readonly symbol: string | undefined
  readonly center: CommandCenterState
}
/** Where one can go, how the connection is, and whose account this is. */
export function TopBar({ symbol, center }: TopBarProps): ReactNode {
  const text = useText()
  return (
    <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line bg-panel px-3 sm:gap-3">
      <Link to="/" aria-label={text('nav.home')} className="flex items-center gap-2 rounded-md">
        <Logo />
        <span className="text-base font-semibold tracking-tight max-xl:hidden">TradeCraft</span>
      </Link>
      <Tooltip content={text('shell.paperHint')}>
        <button type="button" className="rounded-full bg-accent-ground px-2 py-0.5 text-2xs font-semibold text-accent">
          {text('shell.paper')}
        </button>
      </Tooltip>
      <nav aria-label={text('nav.label')} className="flex h-full items-stretch max-lg:hidden">
        <NavLinks symbol={symbol} />
      </nav>
      <div className="ml-auto flex items-center gap-1.5 sm:gap-3">
        <PaletteButton state={center} />
        <ConnectionBadge symbol={symbol} />
        <ThemeSwitch />
        <SettingsLink />
        <AccountChip />
        <SiteMenu symbol={symbol} />
      </div>
    </header>
  )
}

function NavLinks({ symbol = firstSymbol }: { readonly symbol: string | undefined }): ReactNode {
  const text = useText()
  const look =
    'relative flex items-center px-3 text-sm font-medium text-muted transition-colors after:absolute after:inset-x-3 after:bottom-0 after:h-0.5 after:rounded-full hover:text-text focus-visible:-outline-offset-2 data-[status=active]:text-text data-[status=active]:after:bg-accent'
  return (
    <>
      <Link to="/trade/$symbol" params={{ symbol }} className={look}>
        {text('nav.trade')}
      </Link>
      <Link to="/markets" className={look}>
        {text('nav.markets')}
      </Link>
      <Link to="/portfolio" className={look}>
        {text('nav.portfolio')}
      </Link>
      <Link to="/orders" className={look}>
        {text('nav.orders')}
      </Link>
    </>
  )
}

const themes = ['system', 'dark', 'light'] as const
const icons = { system: 'contrast', dark: 'moon', light: 'sun' } as const

/** Follows the system until somebody chooses. */
function ThemeSwitch(): ReactNode {
  const { settings } = useTerminal()
  const text = useText()
  const { theme } = useStore(settings)
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  return (
    <IconButton
      icon={icons[theme]}
      className="max-sm:hidden"
      label={text('shell.theme', { theme: text(`shell.theme.${theme}`), next: text(`shell.theme.${next}`) })}
      onClick={() => settings.set({ ...settings.get(), theme: next })}
    />
  )
}

function SettingsLink(): ReactNode {
  const text = useText()
  return (
    <Link
      to="/settings"
      aria-label={text('nav.settings')}
      title={text('nav.settings')}
      className="inline-flex size-8 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-text data-[status=active]:text-text max-xl:hidden"
    >
      <Icon name="gear" />
    </Link>
  )
}

function Logo(): ReactNode {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M10 6v5M10 21v5M22 6v3M22 19v7" className="stroke-text" strokeWidth="2" />
      <rect x="7" y="11" width="6" height="10" rx="1" className="fill-down" />
      <rect x="19" y="9" width="6" height="10" rx="1" className="fill-up" />
    </svg>
  )
}
