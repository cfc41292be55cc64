import { useEffect, useEffectEvent, useState } from 'react'
import { areSameKeys, keysOf, readKeys, usualKeys } from '../../data/commands.ts'
import { type CommandId, commandIds } from './known-commands.ts'
import { useSettings } from './use-settings.ts'

/** Where the choice of a key stands. */
export type Remapping =
  | { readonly status: 'none' }
  | { readonly status: 'listening'; readonly id: CommandId; /** Pressed, and the browser's own. */ readonly kept?: string }
  | { readonly status: 'conflict'; readonly id: CommandId; readonly keys: string; readonly other: CommandId }

export interface Remap {
  readonly state: Remapping
  /** The next keys that are pressed are the command's. */
  listen(id: CommandId): void
  leave(): void
  /** Gives a command its usual keys, unless another has them now: then that is asked. */
  reset(id: CommandId): void
  /** Takes the keys from the other command. */
  take(): void
  remove(id: CommandId): void
}

/** Chooses keys for commands; one key never does two things. */
export function useRemap(): Remap {
  const [{ hotkeys: chosen }, change] = useSettings()
  const [state, setState] = useState<Remapping>({ status: 'none' })
  const listening = state.status === 'listening' ? state.id : undefined

  function choose(id: CommandId, keys: string, without?: CommandId): void {
    const { [id]: _, ...others } = chosen
    const isUsual = areSameKeys(keys, usualKeys(id) ?? '')
    change({ hotkeys: { ...others, ...(isUsual ? {} : { [id]: keys }), ...(without === undefined ? {} : { [without]: '' }) } })
    setState({ status: 'none' })
  }
  function offer(id: CommandId, keys: string): void {
    const other = keys === '' ? undefined : commandIds.find(known => known !== id && areSameKeys(keysOf(known, chosen) ?? '', keys))
    if (other === undefined) choose(id, keys)
    else setState({ status: 'conflict', id, keys, other })
  }
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (listening === undefined || event.key === 'Tab') return setState({ status: 'none' }) // nobody is held here
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Escape') return setState({ status: 'none' })
    const pressed = readKeys(event)
    if (pressed === undefined) return
    if (pressed.isKept) setState({ status: 'listening', id: listening, kept: pressed.keys })
    else offer(listening, pressed.keys)
  })
  useEffect(() => {
    if (listening === undefined) return undefined
    const listener = (event: KeyboardEvent): void => press(event)
    addEventListener('keydown', listener, { capture: true })
    return () => removeEventListener('keydown', listener, { capture: true })
  }, [listening])
  return {
    state,
    listen: id => setState({ status: 'listening', id }),
    leave: () => setState({ status: 'none' }),
    reset: id => offer(id, usualKeys(id) ?? ''),
    take: () => (state.status === 'conflict' ? choose(state.id, state.keys, state.other) : undefined),
    remove: id => choose(id, ''),
  }
}
