import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { keysOf } from '../../data/commands.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'

/**
 * Listens for the keys of all commands there are. Somebody who writes, or answers a dialog, is left alone; Escape leaves a field or a
 * button where it has no other use, so that all keys are heard again.
 */
export function useHotkeys(): void {
  const { commands, settings } = useTerminal()
  const list = useStore(commands.list)
  const { hotkeys: chosen } = useStore(settings)
  useEffect(() => {
    const bindings = list.flatMap(command => {
      const keys = keysOf(command.id, chosen)
      if (keys === undefined) return []
      const listener = (event: KeyboardEvent): void => {
        if (isTaken(event, keys)) return
        event.preventDefault()
        command.run()
      }
      return [[keys, listener] as const]
    })
    return tinykeys(window, Object.fromEntries(bindings))
  }, [list, chosen])
  useEffect(() => {
    window.addEventListener('keydown', leaveFocus)
    return () => window.removeEventListener('keydown', leaveFocus)
  }, [])
}

function leaveFocus(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented) return
  if (event.target instanceof HTMLElement && event.target.closest('[role="dialog"], [role="menu"]') === null) event.target.blur()
}

/** Keys that move about or press something where the focus is on something that takes them. */
const focusKeys = /^(Shift\+)?(ArrowUp|ArrowDown|Enter|Escape)$/

function isTaken(event: KeyboardEvent, keys: string): boolean {
  if (event.defaultPrevented) return true
  if (keys.startsWith('$mod')) return false
  const at = event.target instanceof Element ? event.target : document.body
  if (at.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null) return true
  return focusKeys.test(keys) && at !== document.body && at.id !== 'content'
}
