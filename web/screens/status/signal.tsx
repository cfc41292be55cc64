import type { ReactNode } from 'react'
import { classes, Icon, type IconName } from '../../ui/index.ts'

export type Tone = 'good' | 'busy' | 'bad'

const looks: Readonly<Record<Tone, { readonly icon: IconName; readonly ink: string; readonly ground: string }>> = {
  good: { icon: 'check', ink: 'text-good', ground: 'bg-good-ground' },
  busy: { icon: 'warning', ink: 'text-warning', ground: 'bg-warning-ground' },
  bad: { icon: 'close', ink: 'text-bad', ground: 'bg-bad-ground' },
}

/** A state: its sign, its colour and its word together. */
export function Signal({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  const { icon, ink, ground } = looks[tone]
  return (
    <span className={classes('inline-flex h-6 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap', ground)}>
      <span className={ink}>
        <Icon name={icon} size={12} />
      </span>
      {children}
    </span>
  )
}

/** The sign alone, large. */
export function Sign({ tone }: { readonly tone: Tone }): ReactNode {
  const { icon, ink, ground } = looks[tone]
  return (
    <span className={classes('inline-flex size-12 shrink-0 items-center justify-center rounded-full', ink, ground)}>
      <Icon name={icon} size={24} />
    </span>
  )
}
