import type { ReactNode } from 'react'
import { presets, type Settings } from '../../data/settings.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { IconButton, Menu } from '../../ui/index.ts'

/** Which layout, and whether it may be changed. */
export function LayoutMenu(): ReactNode {
  const text = useText()
  const { settings } = useTerminal()
  const { preset, isLocked } = useStore(settings)
  const change = (part: Partial<Settings>): void => settings.set({ ...settings.get(), ...part })
  return (
    <Menu
      trigger={<IconButton icon="layout" label={text('layout.title')} />}
      groups={[
        presets.map(name => ({ label: text(`layout.${name}`), isChosen: preset === name, onPick: () => change({ preset: name }) })),
        preset === 'custom'
          ? [
              {
                label: text(isLocked ? 'layout.unlock' : 'layout.lock'),
                icon: isLocked ? 'unlock' : 'lock',
                onPick: () => change({ isLocked: !isLocked }),
              },
              { label: text('layout.reset'), icon: 'refresh', onPick: () => change({ dock: null }) },
            ]
          : [],
      ]}
    />
  )
}
