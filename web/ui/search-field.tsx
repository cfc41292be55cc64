import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { useText } from '../data/terminal.ts'
import { IconButton } from './button.tsx'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'

interface SearchFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly input?: RefObject<HTMLInputElement | null>
  readonly className?: string
}
/** Letters that narrow a list down. Escape empties it, or leaves it when it is empty. */
export function SearchField({ label, value, onChange, input, className }: SearchFieldProps): ReactNode {
  const text = useText()
  function clear(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || value === '') return
    event.preventDefault()
    onChange('')
  }
  return (
    <div
      className={classes(
        'flex h-8 items-center gap-2 rounded-md border border-line bg-ground pr-1 pl-2.5 text-muted transition-colors hover:border-line-strong has-[input:focus-visible]:border-accent has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-accent',
        className,
      )}
    >
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="text"
        role="searchbox"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={clear}
        className="h-full min-w-0 flex-1 bg-transparent text-text outline-none placeholder:text-muted"
      />
      {value === '' ? null : <IconButton icon="close" size="small" label={text('common.clear')} onClick={() => onChange('')} />}
    </div>
  )
}
