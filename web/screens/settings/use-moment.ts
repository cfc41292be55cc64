import { useMemo } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'

/** Words for a moment, in the language of the page and the zone of its reader. */
export function useMoment(): (at: string) => string {
  const language = useStore(useTerminal().texts.language)
  return useMemo(() => {
    const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { dateStyle: 'medium', timeStyle: 'short' })
    return at => format.format(new Date(at))
  }, [language])
}
