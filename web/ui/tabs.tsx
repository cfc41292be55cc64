import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'

export interface Tab<T extends string> {
  readonly value: T
  readonly label: ReactNode
  readonly content: ReactNode
}
interface TabsProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly tabs: readonly Tab<T>[]
  readonly onChange: (value: T) => void
  /** At the end of the row of tabs. */
  readonly actions?: ReactNode
}
/** Several views in one place. Arrow keys move between the tabs. */
export function Tabs<T extends string>({ label, value, tabs, onChange, actions }: TabsProps<T>): ReactNode {
  return (
    <Radix.Root value={value} onValueChange={next => onChange(next as T)} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-9 shrink-0 items-stretch gap-2 border-b border-line pr-2">
        <Radix.List aria-label={label} className="flex min-w-0 flex-1 items-stretch overflow-x-auto px-1 [scrollbar-width:none]">
          {tabs.map(tab => (
            <Radix.Trigger
              key={tab.value}
              value={tab.value}
              className="relative px-2.5 text-sm font-medium whitespace-nowrap text-muted transition-colors after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5 after:rounded-full hover:text-text focus-visible:-outline-offset-2 data-[state=active]:text-text data-[state=active]:after:bg-accent"
            >
              {tab.label}
            </Radix.Trigger>
          ))}
        </Radix.List>
        {actions === undefined ? null : <div className="flex items-center gap-1">{actions}</div>}
      </div>
      {tabs.map(tab => (
        <Radix.Content key={tab.value} value={tab.value} className="flex min-h-0 flex-1 flex-col focus-visible:-outline-offset-2">
          {tab.value === value ? tab.content : null}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
