import { useMemo, useSyncExternalStore } from 'react'
import { useStore } from '../data/store.ts'
import { useTerminal } from '../data/terminal.ts'

const names = [
  'ground',
  'panel',
  'raised',
  'hover',
  'line',
  'line-strong',
  'text',
  'muted',
  'accent',
  'warning',
  'up',
  'up-ground',
  'down',
  'down-ground',
] as const
/** The tokens of the theme as colours a canvas can draw with. */
export type Colors = Readonly<Record<(typeof names)[number], string>>

const dark = '(prefers-color-scheme: dark)'

/** The colours of the moment; others when the theme changes, by a choice or by the system. */
export function useColors(): Colors {
  const { theme, palette, isSwapped } = useStore(useTerminal().settings)
  const isDark = useSyncExternalStore(followSystem, () => matchMedia(dark).matches)
  // oxlint-disable-next-line react/exhaustive-deps -- what the colours are read from is the page, which these choices change
  return useMemo(readColors, [theme, palette, isSwapped, isDark])
}

/**
 * Custom properties come back as they were written (`light-dark(…)`); a colour that is in use comes back computed. Each has an
 * element of its own: one that changes its colour may be on its way from the old to the new, above all where motion is reduced
 * and every transition is set to next to nothing.
 */
function readColors(): Colors {
  const probes = names.map(name => {
    const probe = document.createElement('span')
    probe.style.color = `var(--${name})`
    return probe
  })
  document.body.append(...probes)
  const colors = Object.fromEntries(names.map((name, index) => [name, getComputedStyle(probes[index]!).color]))
  for (const probe of probes) probe.remove()
  return colors as Colors
}

function followSystem(listener: () => void): () => void {
  const query = matchMedia(dark)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}
