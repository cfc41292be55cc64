import { type ReactNode, useEffect, useState } from 'react'

const themes = ['system', 'dark', 'light'] as const
type Theme = (typeof themes)[number]
const key = 'tradecraft.theme'
const signs: Readonly<Record<Theme, string>> = { system: '◐', dark: '●', light: '○' }

/** Follows the system until somebody chooses. */
export function ThemeSwitch(): ReactNode {
  const [theme, setTheme] = useState<Theme>(() => themes.find(known => known === localStorage.getItem(key)) ?? 'system')
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
    localStorage.setItem(key, theme)
  }, [theme])
  const next = themes[(themes.indexOf(theme) + 1) % themes.length]!
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Theme: ${theme}. Change to ${next}`}
      title={`Theme: ${theme}`}
      onClick={() => setTheme(next)}
    >
      {signs[theme]}
    </button>
  )
}
