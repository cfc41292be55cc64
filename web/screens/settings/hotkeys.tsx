import type { ReactNode } from 'react'
import { keysOf, shownKeys } from '../../data/commands.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, classes, IconButton } from '../../ui/index.ts'
import { commandGroups, type CommandId, commandsOf, commandWords } from './known-commands.ts'
import { Section } from './section.tsx'
import { type Remap, useRemap } from './use-remap.ts'
import { useSettings } from './use-settings.ts'

/** All commands with their keys; a key is changed by pressing another. */
export function HotkeySection(): ReactNode {
  const text = useText()
  const { notices } = useTerminal()
  const [{ hotkeys: chosen }, change] = useSettings()
  const remap = useRemap()
  const isUsual = Object.keys(chosen).length === 0
  function resetAll(): void {
    if (isUsual) return
    change({ hotkeys: {} })
    const undo = { label: text('settings.keys.undo'), run: () => change({ hotkeys: chosen }) }
    notices.say({ tone: 'neutral', sentence: text('settings.keys.areReset'), action: undo })
  }
  return (
    <Section
      id="hotkeys"
      title={text('settings.hotkeys')}
      about={text('commands.keysAbout')}
      actions={
        <Button aria-disabled={isUsual} onClick={resetAll}>
          {text('settings.keys.resetAll')}
        </Button>
      }
    >
      {commandGroups.map(({ label }, index) => (
        <div key={label} className="border-b border-line px-2 pt-3.5 pb-3 last:border-b-0 sm:px-3">
          <h3 className="px-2 pb-1 text-xs font-semibold text-muted">{text(label)}</h3>
          <ul className="grid gap-x-6 lg:grid-cols-2">
            {commandsOf(index).map(id => (
              <HotkeyRow key={id} id={id} remap={remap} />
            ))}
          </ul>
        </div>
      ))}
    </Section>
  )
}

interface HotkeyProps {
  readonly id: CommandId
  readonly remap: Remap
}
function HotkeyRow({ id, remap }: HotkeyProps): ReactNode {
  const text = useText()
  const [{ hotkeys: chosen }] = useSettings()
  const keys = keysOf(id, chosen)
  const command = commandWords(text, id)
  const { state } = remap
  const isListening = state.status === 'listening' && state.id === id
  return (
    <li data-testid={`hotkey-${id}`} className={classes('rounded-md px-2', isListening ? 'bg-accent-ground' : 'hover:bg-raised')}>
      <div className="flex min-h-9 items-center gap-2">
        <span className="min-w-0 flex-1 py-1">{command}</span>
        {chosen[id] === undefined ? null : (
          <IconButton icon="refresh" size="small" label={text('settings.keys.reset', { command })} onClick={() => remap.reset(id)} />
        )}
        {keys === undefined || isListening ? null : (
          <IconButton icon="close" size="small" label={text('settings.keys.remove', { command })} onClick={() => remap.remove(id)} />
        )}
        <button
          type="button"
          aria-label={isListening ? undefined : text('settings.keys.change', { command, keys: words(keys, text('settings.keys.none')) })}
          onClick={() => (isListening ? remap.leave() : remap.listen(id))}
          className={classes(
            'flex h-7 min-w-24 shrink-0 items-center justify-center rounded-md border px-2 text-xs font-medium transition-colors',
            isListening ? 'border-accent text-accent' : 'border-line bg-raised hover:border-line-strong hover:bg-hover',
            keys === undefined && !isListening && 'border-dashed text-muted',
          )}
        >
          {isListening ? text('settings.keys.press') : words(keys, text('settings.keys.none'))}
        </button>
      </div>
      <RemapNote id={id} remap={remap} />
    </li>
  )
}

function words(keys: string | undefined, none: string): string {
  return keys === undefined ? none : shownKeys(keys)
}

/** What stands in the way of a key, and what can be done about it. */
function RemapNote({ id, remap }: HotkeyProps): ReactNode {
  const text = useText()
  const { state } = remap
  if (state.status === 'none' || state.id !== id) return null
  if (state.status === 'listening')
    return (
      <p role="status" className="pb-2 text-xs text-muted">
        {state.kept === undefined ? text('settings.keys.listening') : text('settings.keys.kept', { keys: shownKeys(state.kept) })}
      </p>
    )
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 pb-2.5 text-sm">
      <p className="min-w-0 flex-1 text-warning">
        {text('settings.keys.conflict', { keys: shownKeys(state.keys), other: commandWords(text, state.other) })}
      </p>
      <Button size="small" onClick={remap.leave}>
        {text('common.cancel')}
      </Button>
      <Button size="small" tone="primary" onClick={remap.take}>
        {text('settings.keys.take')}
      </Button>
    </div>
  )
}
