import { type ReactNode, useEffect, useState } from 'react'
import { useText } from '../data/terminal.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'

const saidMs = 2_000

/** Puts a text on the clipboard and says so for a moment. Pages without a clipboard (plain http) do not show it. */
export function CopyButton({ content, label }: { readonly content: string; readonly label: string }): ReactNode {
  const text = useText()
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return undefined
    const timer = setTimeout(() => setCopied(false), saidMs)
    return () => clearTimeout(timer)
  }, [isCopied])
  const { clipboard } = navigator as { readonly clipboard?: Clipboard }
  if (clipboard === undefined) return null
  return (
    <Button size="small" onClick={() => void clipboard.writeText(content).then(() => setCopied(true))}>
      {isCopied ? <Icon name="check" size={14} /> : null}
      <span aria-live="polite">{isCopied ? text('common.copied') : label}</span>
    </Button>
  )
}
