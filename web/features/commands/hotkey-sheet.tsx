import type { ReactNode } from 'react'
import { keysOf, shownKeys } from '../../data/commands.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'

/** Which keys do what on this screen. */
export function HotkeySheet(): ReactNode {
  const text = useText()
  const { commands, settings } = useTerminal()
  const list = useStore(commands.list)
  const { hotkeys: chosen } = useStore(settings)
  return (
    <>
      <p className="mb-3 text-xs text-muted">{text('commands.keysAbout')}</p>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1.5 text-sm">
        {list.map(command => {
          const keys = keysOf(command.id, chosen)
          return keys === undefined ? null : (
            <div key={command.id} className="contents">
              <dt>{text(command.label, command.values)}</dt>
              <dd className="text-right">
                <kbd className="rounded-sm border border-line bg-raised px-1.5 py-0.5 font-sans text-xs">{shownKeys(keys)}</kbd>
              </dd>
            </div>
          )
        })}
      </dl>
    </>
  )
}
