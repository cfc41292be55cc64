import { useCallback } from 'react'
import type { Settings } from '../../data/settings.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'

/** What is chosen, and a way to choose otherwise; it holds at once and is kept by itself. */
export function useSettings(): readonly [Settings, (part: Partial<Settings>) => void] {
  const { settings } = useTerminal()
  const change = useCallback((part: Partial<Settings>) => settings.set({ ...settings.get(), ...part }), [settings])
  return [useStore(settings), change]
}
