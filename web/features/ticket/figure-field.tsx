import type { KeyboardEvent, ReactNode } from 'react'
import { readAmount, stepBy } from '../../data/amounts.ts'
import { Button, TextField } from '../../ui/index.ts'
import type { Draft } from './draft.ts'
import type { Refusal } from './refusals.ts'

interface FigureProps {
  readonly label: string
  readonly value: string
  /** What an arrow key moves it by, ten times that with Shift. */
  readonly step?: string
  readonly placeholder?: string
  readonly onChange: (value: string) => void
  readonly unit?: ReactNode
  readonly hint?: string
  readonly error?: ReactNode
}
/** An input for an amount. */
export function FigureField({ step, placeholder, ...field }: FigureProps): ReactNode {
  function move(event: KeyboardEvent): void {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction === 0 || step === undefined) return
    event.preventDefault()
    field.onChange(stepBy(readAmount(field.value) ?? '0', step, event.shiftKey ? direction * 10 : direction))
  }
  return (
    <TextField
      {...field}
      {...(placeholder === undefined ? {} : { placeholder })}
      kind="amount"
      inputMode="decimal"
      autoComplete="off"
      data-empty={field.value === '' && placeholder === undefined}
      onKeyDown={move}
    />
  )
}

/** What is wrong with a field, and the button that mends it. */
export function noteFor(field: Refusal['field'], refusals: readonly Refusal[], onTake: (part: Partial<Draft>) => void): ReactNode {
  const found = refusals.find(refusal => refusal.field === field)
  return found === undefined ? undefined : <RefusalNote refusal={found} onTake={onTake} />
}

interface RefusalProps {
  readonly refusal: Refusal
  readonly onTake: (change: Partial<Draft>) => void
}
/** A broken rule and the button that mends it. */
export function RefusalNote({ refusal, onTake }: RefusalProps): ReactNode {
  const { sentence, offer } = refusal
  return (
    <span className="flex flex-wrap items-center justify-between gap-x-2 gap-y-1">
      <span>{sentence}</span>
      {offer === undefined ? null : (
        <Button size="small" onClick={() => onTake(offer.change)}>
          {offer.label}
        </Button>
      )}
    </span>
  )
}
