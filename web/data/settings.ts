/** What a person chose about the page. Kept in the browser for the next visit; nothing in here is a secret. */
import { readSavedFilters, type SavedFilter } from './order-filter.ts'
import { createStore, type Store } from './store.ts'

/** Layouts of the trading screen: three that are ready, and the reader's own. */
export const presets = ['chart', 'scalper', 'simple', 'custom'] as const

export interface Settings {
  readonly theme: 'system' | 'dark' | 'light'
  /** `safe` does not need red and green to be told apart. */
  readonly palette: 'classic' | 'safe'
  /** Red for up and green for down, as in East Asia. */
  readonly isSwapped: boolean
  readonly density: 'compact' | 'roomy'
  readonly language: 'en' | 'de'
  /** `reduced` moves nothing on the page, whatever the system says. */
  readonly motion: 'system' | 'reduced'
  readonly isFillHeard: boolean
  readonly isRejectHeard: boolean
  /** How long an order lives that is begun in the ticket. */
  readonly life: 'gtc' | 'day' | 'ioc' | 'fok'
  /** Part of what is available, in percent, that an order without a size gets with its price; 0 for none. */
  readonly share: 0 | 5 | 10 | 25 | 50 | 100
  /** Which orders of the ticket are asked about before they are sent. */
  readonly confirms: 'none' | 'market' | 'all'
  readonly preset: (typeof presets)[number]
  /** The panels of the custom layout as the docking library writes them. */
  readonly dock: object | null
  readonly isLocked: boolean
  /** Keys chosen in place of the usual ones, by command. */
  readonly hotkeys: Readonly<Record<string, string>>
  /** Symbols with a star, in the order they were given one. */
  readonly favourites: readonly string[]
  /** Filters of the list of orders that were given a name. */
  readonly savedFilters: readonly SavedFilter[]
}
const settingsDefault: Settings = {
  theme: 'system',
  palette: 'classic',
  isSwapped: false,
  density: 'compact',
  language: 'en',
  motion: 'system',
  isFillHeard: false,
  isRejectHeard: false,
  life: 'gtc',
  share: 0,
  confirms: 'none',
  preset: 'chart',
  dock: null,
  isLocked: false,
  hotkeys: {},
  favourites: [],
  savedFilters: [],
}
const favouritesMax = 200

const key = 'tradecraft.settings'

/** The settings of this browser, kept as they change. */
export function createSettings(storage: Pick<Storage, 'getItem' | 'setItem'>): Store<Settings> {
  const settings = createStore(readSettings(parse(storage.getItem(key))))
  settings.subscribe(() => storage.setItem(key, JSON.stringify(settings.get())))
  return settings
}

/** Settings out of whatever was kept, by any version of the page: what is unknown or malformed is as if it had never been chosen. */
export function readSettings(kept: unknown): Settings {
  const given = isRecord(kept) ? kept : {}
  const oneOf = <K extends keyof Settings>(name: K, known: readonly Settings[K][]): Settings[K] =>
    known.find(value => value === given[name]) ?? settingsDefault[name]
  return {
    theme: oneOf('theme', ['system', 'dark', 'light']),
    palette: oneOf('palette', ['classic', 'safe']),
    isSwapped: oneOf('isSwapped', [true, false]),
    density: oneOf('density', ['compact', 'roomy']),
    language: oneOf('language', ['en', 'de']),
    motion: oneOf('motion', ['system', 'reduced']),
    isFillHeard: oneOf('isFillHeard', [true, false]),
    isRejectHeard: oneOf('isRejectHeard', [true, false]),
    life: oneOf('life', ['gtc', 'day', 'ioc', 'fok']),
    share: oneOf('share', [0, 5, 10, 25, 50, 100]),
    confirms: oneOf('confirms', ['none', 'market', 'all']),
    preset: oneOf('preset', presets),
    dock: isRecord(given['dock']) ? given['dock'] : null,
    isLocked: oneOf('isLocked', [true, false]),
    hotkeys: Object.fromEntries(
      Object.entries(isRecord(given['hotkeys']) ? given['hotkeys'] : {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === 'string',
      ),
    ),
    favourites: (Array.isArray(given['favourites']) ? given['favourites'] : [])
      .filter((symbol): symbol is string => typeof symbol === 'string')
      .slice(0, favouritesMax),
    savedFilters: readSavedFilters(given['savedFilters']),
  }
}

/** Shows a choice of colours, density and motion on the whole page. */
export function applyAppearance(
  { theme, palette, isSwapped, density, motion }: Settings,
  { dataset }: { readonly dataset: DOMStringMap } = document.documentElement,
): void {
  dataset['palette'] = palette
  dataset['swapped'] = String(isSwapped)
  dataset['density'] = density
  dataset['motion'] = motion
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  showFrameColor(theme)
}

/** The window of an installed page, and the bar of a phone's browser, have the colour of the page's own top. */
const frameColors = { dark: '#12161d', light: '#ffffff' } as const
function showFrameColor(theme: Settings['theme']): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const system = meta.media.includes('dark') ? 'dark' : 'light'
    meta.content = frameColors[theme === 'system' ? system : theme]
  }
}

function parse(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
