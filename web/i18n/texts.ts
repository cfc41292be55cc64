/** The words on the screen, by key and language. English is always there; every other language is loaded when it is chosen. */
import { createStore, type Readable } from '../data/store.ts'
import { english } from './en/index.ts'

export type TextKey = keyof typeof english
/** A sentence with `{names}`; or one for each plural form of `count`, where English needs both. */
export type Text = string | { readonly one: string; readonly other: string }
export type Catalogue = Readonly<Partial<Record<TextKey, Text>>>
/** The words for a key in the language of the moment; `{name}` is filled from `values`. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string

export type Language = 'en' | 'de'

export interface Texts {
  /** Another function after each change of language, so that views show the new words. */
  readonly translate: Readable<Translate>
  readonly language: Readable<Language>
  /** Loads a language and shows it. A language that cannot be loaded leaves the words as they are. */
  choose(language: Language): Promise<void>
}

const loaders: Readonly<Record<Language, () => Promise<Catalogue>>> = {
  en: async () => english,
  de: async () => (await import('./de/index.ts')).german,
}

export function createTexts(): Texts {
  const language = createStore<Language>('en')
  const translate = createStore<Translate>(translator('en', english))
  return {
    language,
    translate,
    async choose(chosen) {
      if (chosen === language.get()) return
      const catalogue = await loaders[chosen]()
      document.documentElement.lang = chosen
      language.set(chosen)
      translate.set(translator(chosen, catalogue))
    },
  }
}

function translator(language: Language, catalogue: Catalogue): Translate {
  const plurals = new Intl.PluralRules(language)
  return (key, values = {}) => {
    const text: Text = catalogue[key] ?? english[key]
    const sentence = typeof text === 'string' ? text : text[plurals.select(Number(values['count'] ?? 0)) === 'one' ? 'one' : 'other']
    return sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}
