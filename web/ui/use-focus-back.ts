import { useState } from 'react'

/**
 * For what lies over the page, in a component that is there as long as the layer: gives the focus back to whatever had it before. What
 * a key opened while nothing had the focus leaves it with nothing, so that the next key is heard as well. A click elsewhere keeps its focus.
 */
export function useFocusBack(): (event: Event) => void {
  const [before] = useState(() => document.activeElement) // asked while it is drawn: later something inside may have taken the focus
  return event => {
    event.preventDefault() // else the trigger would have it, whatever opened the layer
    if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected) before.focus()
  }
}
