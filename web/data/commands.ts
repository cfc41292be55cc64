/** What can be done from the keyboard and the palette. Screens add theirs for as long as they are shown. */
import type { TextKey } from '../i18n/texts.ts'
import { createStore, type Readable } from './store.ts'

/** The keys of each command that has some, as `tinykeys` writes them; a person may choose others. */
export const hotkeys = {
  palette: '$mod+k',
  help: 'Shift+?',
  symbols: '/',
  buy: 'b',
  sell: 's',
  limit: 'l',
  market: 'm',
  part25: '1',
  part50: '2',
  part75: '3',
  part100: '4',
  priceUp: 'ArrowUp',
  priceDown: 'ArrowDown',
  priceUpTen: 'Shift+ArrowUp',
  priceDownTen: 'Shift+ArrowDown',
  submit: 'Enter',
  clear: 'Escape',
  cancelChosen: 'x',
  cancelSymbol: 'Shift+X',
  shorter: '[',
  longer: ']',
  arm: 'Shift+A',
} as const

export interface Command {
  /** One of the hotkeys, or a name of its own where it has no key. */
  readonly id: string
  readonly label: TextKey
  readonly values?: Readonly<Record<string, string>>
  /** Not in the palette: it only makes sense with a key. */
  readonly isKeyOnly?: boolean
  readonly run: () => void
}
export interface Commands {
  readonly list: Readable<readonly Command[]>
  /** Offers commands until the function it gives back is called. */
  add(commands: readonly Command[]): () => void
}

export function createCommands(): Commands {
  const list = createStore<readonly Command[]>([])
  return {
    list,
    add(commands) {
      list.set([...list.get(), ...commands])
      return () => list.set(list.get().filter(command => !commands.includes(command)))
    },
  }
}

/** The keys of a command: those chosen, else the usual ones. An empty choice is a command without keys. */
export function keysOf(id: string, chosen: Readonly<Record<string, string>>): string | undefined {
  const keys = chosen[id] ?? usualKeys(id)
  return keys === '' ? undefined : keys
}
/** The keys a command has where nobody chose any. */
export function usualKeys(id: string): string | undefined {
  return (hotkeys as Readonly<Record<string, string>>)[id]
}
/** Keys as they stand on a key. */
export function shownKeys(keys: string): string {
  const names: Readonly<Record<string, string>> = {
    $mod: isApple() ? '⌘' : 'Ctrl',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ArrowLeft: '←',
    ArrowRight: '→',
    Escape: 'Esc',
  }
  return partsOf(keys)
    .map(key => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))
    .filter((key, _, all) => !(key === 'Shift' && all.includes('?')))
    .join(' ')
}
/** Whether both are pressed in the same way. */
export function areSameKeys(one: string, other: string): boolean {
  return one.toUpperCase() === other.toUpperCase()
}

/** Keys that say nothing alone, or are on their way to a letter. */
const unfinished = new Set(['Shift', 'Control', 'Meta', 'Alt', 'AltGraph', 'CapsLock', 'Dead', 'Process', 'Unidentified'])
/** What moves the focus and presses buttons, what the browser does not give away, and what everybody copies and searches with. */
const kept = /^(Tab|Shift\+Tab|(Shift\+)? |F5|F11|F12|\$mod\+[acflnpqrtvwxz])$/i

/** What was pressed, as a hotkey is written; undefined while it is not complete, `kept` where it belongs to the browser. */
export function readKeys(event: KeyboardEvent): { readonly keys: string; readonly isKept: boolean } | undefined {
  if (unfinished.has(event.key)) return undefined
  const [main, other] = isApple() ? (['metaKey', 'ctrlKey'] as const) : (['ctrlKey', 'metaKey'] as const)
  const isGraph = event.getModifierState('AltGraph')
  const keys = [
    ...(event[main] && !isGraph ? ['$mod'] : []),
    ...(event[other] ? [isApple() ? 'Control' : 'Meta'] : []),
    ...(isGraph ? ['AltGraph'] : event.altKey ? ['Alt'] : []),
    ...(event.shiftKey ? ['Shift'] : []),
    event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key,
  ].join('+')
  return { keys, isKept: kept.test(keys) }
}

/** Modifiers and the key; a plus can be the key itself. */
function partsOf(keys: string): readonly string[] {
  return keys.split(/(?<=\w)\+/)
}
function isApple(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.userAgent)
}
