import { useNavigate } from '@tanstack/react-router'
import { lazy, type ReactNode, Suspense, useEffect } from 'react'
import type { Command } from '../../data/commands.ts'
import { createStore, type Store, useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Dialog, Icon } from '../../ui/index.ts'
import { HotkeySheet } from './hotkey-sheet.tsx'
import { useHotkeys } from './use-hotkeys.ts'

const Palette = lazy(async () => ({ default: (await import('./palette.tsx')).Palette }))

type Open = 'palette' | 'help' | undefined
/** What of it is open: made once for the page, by the shell. */
export type CommandCenterState = Store<Open>
export function createCommandCenter(): CommandCenterState {
  return createStore<Open>(undefined)
}

/** The palette, the sheet of keys, and the commands that every screen has. */
export function CommandCenter({ state }: { readonly state: CommandCenterState }): ReactNode {
  const text = useText()
  const open = useStore(state)
  useHotkeys()
  usePageCommands(state)
  const close = (): void => state.set(undefined)
  return (
    <>
      <Dialog title={text('commands.title')} isOpen={open === 'palette'} onClose={close}>
        <Suspense fallback={<p className="text-muted">{text('common.oneMoment')}</p>}>
          <Palette onDone={close} />
        </Suspense>
      </Dialog>
      <Dialog title={text('commands.keys')} isOpen={open === 'help'} onClose={close}>
        <HotkeySheet />
      </Dialog>
    </>
  )
}

function usePageCommands(state: CommandCenterState): void {
  const { commands, settings } = useTerminal()
  const navigate = useNavigate()
  useEffect(() => {
    const theme = (next: 'dark' | 'light' | 'system'): void => settings.set({ ...settings.get(), theme: next })
    const list: readonly Command[] = [
      { id: 'palette', label: 'commands.palette', isKeyOnly: true, run: () => state.set('palette') },
      { id: 'help', label: 'commands.keys', run: () => state.set('help') },
      { id: 'markets', label: 'nav.markets', run: () => void navigate({ to: '/markets' }) },
      { id: 'portfolio', label: 'nav.portfolio', run: () => void navigate({ to: '/portfolio' }) },
      { id: 'orders', label: 'nav.orders', run: () => void navigate({ to: '/orders' }) },
      { id: 'settings', label: 'nav.settings', run: () => void navigate({ to: '/settings' }) },
      { id: 'status', label: 'nav.status', run: () => void navigate({ to: '/status' }) },
      { id: 'dark', label: 'commands.dark', run: () => theme('dark') },
      { id: 'light', label: 'commands.light', run: () => theme('light') },
    ]
    return commands.add(list)
  }, [commands, settings, navigate, state])
}

/** Opens the palette from the top bar. */
export function PaletteButton({ state }: { readonly state: CommandCenterState }): ReactNode {
  const text = useText()
  return (
    <button
      type="button"
      title={text('shell.findSymbol')}
      onClick={() => state.set('palette')}
      className="flex h-8 items-center gap-2 rounded-md border border-line bg-ground px-2.5 text-xs text-muted hover:border-line-strong hover:text-text max-lg:hidden"
    >
      <Icon name="search" size={14} />
      {text('common.search')}
      <kbd aria-hidden="true" className="whitespace-nowrap max-xl:hidden rounded-sm border border-line px-1 font-sans text-2xs">
        Ctrl K
      </kbd>
    </button>
  )
}
