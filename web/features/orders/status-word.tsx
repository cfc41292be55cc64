import type { ReactNode } from 'react'
import type { Order } from '#contracts/routes/orders'
import { statusHint, statusWords } from '../../data/order-words.ts'
import { useText } from '../../data/terminal.ts'
import { classes } from '../../ui/index.ts'

/** Shape and colour for a glance; the word says the same. */
const marks: Readonly<Record<Order['status'], string>> = {
  received: 'rounded-full border border-muted',
  pending: 'rounded-full border border-dashed border-muted',
  armed: 'rotate-45 border border-warning',
  open: 'rounded-full border-2 border-accent',
  partially_filled: 'rounded-full border-2 border-accent bg-accent-ground',
  filled: 'rounded-full bg-accent',
  canceled: 'bg-line-strong',
  expired: 'bg-line-strong',
  rejected: 'rotate-45 bg-bad',
  replaced: 'bg-line-strong',
}

/** Where an order is, in a word with its mark. */
export function StatusWord({ order }: { readonly order: Order }): ReactNode {
  const text = useText()
  return (
    <span className="inline-flex items-center gap-1" title={statusHint(text, order)}>
      <span aria-hidden="true" className={classes('mx-0.5 size-2 shrink-0', marks[order.status])} />
      {statusWords(text, order)}
    </span>
  )
}

/** How long an order of this visit took to be answered. */
export function RoundTrip({ ms }: { readonly ms: number | undefined }): ReactNode {
  return ms === undefined ? null : <span className="number text-2xs text-muted"> {ms} ms</span>
}
