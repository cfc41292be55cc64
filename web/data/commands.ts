/** What can be done from the keyboard and the palette. Screens add theirs for as long as they are shown. */
import type { TextKey } from '../i18n/texts.ts'
import { createStore, type Readable } from './store.ts'

/** The keys of each command that has some, as `tinykeys` writes them; a person may choose others. */
const hotkeys = {
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

/** The keys of a command: those chosen, else the usual ones. */
export function keysOf(id: string, chosen: Readonly<Record<string, string>>): string | undefined {
  return chosen[id] ?? (hotkeys as Readonly<Record<string, string>>)[id]
}
/** Keys as they stand on a key. */
export function shownKeys(keys: string): string {
  const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent)
  return keys
    .split('+')
    .map(
      key =>
        ({ $mod: isApple ? '⌘' : 'Ctrl', ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' })[key] ??
        (key.length === 1 ? key.toUpperCase() : key),
    )
    .filter((key, _, all) => !(key === 'Shift' && all.includes('?')))
    .join(' ')
}
