/** Stands in for `react-style-singleton`: the same promise by a constructed style sheet, which the content policy allows. */
import { useEffect } from 'react'

interface StyleProps {
  readonly styles: string
}
/** A component that adds its styles to the page for as long as one of it is shown. */
export function styleSingleton(): (props: StyleProps) => null {
  let shown = 0
  let sheet: CSSStyleSheet | undefined
  return ({ styles }) => {
    useEffect(() => {
      shown += 1
      if (sheet === undefined) {
        sheet = new CSSStyleSheet()
        sheet.replaceSync(styles)
        document.adoptedStyleSheets.push(sheet)
      }
      return () => {
        shown -= 1
        if (shown > 0) return
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter(adopted => adopted !== sheet)
        sheet = undefined
      }
    }, [styles])
    return null
  }
}
