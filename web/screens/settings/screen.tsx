import { type ReactNode, useSyncExternalStore } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { classes, Icon, type IconName } from '../../ui/index.ts'
import { AccountSection } from './account.tsx'
import { AppearanceSection } from './appearance.tsx'
import { HotkeySection } from './hotkeys.tsx'
import { SessionSection } from './sessions.tsx'
import { TradingSection } from './trading.tsx'

const sections = ['appearance', 'trading', 'hotkeys', 'sessions', 'account'] as const
const icons: Readonly<Record<(typeof sections)[number], IconName>> = {
  appearance: 'contrast',
  trading: 'bolt',
  hotkeys: 'keyboard',
  sessions: 'lock',
  account: 'person',
}

/** What a person chooses about the page, and who they are. Each part has an address of its own: /settings#hotkeys. */
export function SettingsScreen(): ReactNode {
  const text = useText()
  usePageTitle(text('nav.settings'))
  return (
    <div className="mx-auto w-full max-w-[1120px] px-4 py-5 sm:px-8 sm:py-8">
      <h1 className="text-2xl font-semibold tracking-tight">{text('nav.settings')}</h1>
      <KeptWhere />
      <div className="mt-5 gap-10 lg:grid lg:grid-cols-[200px_minmax(0,1fr)]">
        <SectionLinks />
        <div className="flex min-w-0 flex-col gap-6 pb-[30vh]">
          <AppearanceSection />
          <TradingSection />
          <HotkeySection />
          <SessionSection />
          <AccountSection />
        </div>
      </div>
    </div>
  )
}

/** Whether choices follow their owner to other devices. */
function KeptWhere(): ReactNode {
  const text = useText()
  const { status } = useStore(useTerminal().session.state)
  if (status === 'restoring') return <p className="mt-1 h-[18px] w-64 animate-pulse rounded-sm bg-raised" />
  return <p className="mt-1 text-muted">{text(status === 'signed_in' ? 'settings.keptAccount' : 'settings.keptBrowser')}</p>
}

function SectionLinks(): ReactNode {
  const text = useText()
  const current = useSyncExternalStore(followScroll, currentSection)
  return (
    <nav
      aria-label={text('settings.sections')}
      className="sticky top-0 z-10 -mx-4 mb-4 flex gap-1 self-start overflow-x-auto border-b border-line bg-ground px-4 py-2 [scrollbar-width:none] sm:-mx-8 sm:px-8 lg:top-6 lg:mx-0 lg:mb-0 lg:flex-col lg:border-0 lg:p-0"
    >
      {sections.map(name => (
        <a
          key={name}
          href={`#${name}`}
          aria-current={name === current ? 'true' : undefined}
          className={classes(
            'flex h-8 shrink-0 items-center gap-2.5 rounded-md px-3 text-sm font-medium transition-colors focus-visible:-outline-offset-2',
            name === current ? 'bg-accent-ground text-accent' : 'text-muted hover:bg-hover hover:text-text',
          )}
        >
          <span className="max-lg:hidden">
            <Icon name={icons[name]} />
          </span>
          {text(`settings.${name}`)}
        </a>
      ))}
    </nav>
  )
}

/** Below the links of a narrow screen. */
const readingLine = 160

function followScroll(listener: () => void): () => void {
  const options = { passive: true }
  addEventListener('scroll', listener, options)
  addEventListener('resize', listener, options)
  return () => {
    removeEventListener('scroll', listener)
    removeEventListener('resize', listener)
  }
}
/** The section that is being read: the last one that begins above the reading line. */
function currentSection(): string {
  const begun = sections.filter(name => (document.getElementById(name)?.getBoundingClientRect().top ?? Infinity) < readingLine)
  return begun.at(-1) ?? sections[0]
}
