import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'

const kinds = {
  plain: 'has-checked:bg-panel has-checked:text-text has-checked:shadow-sm',
  buy: 'has-checked:bg-up-solid has-checked:text-white',
  sell: 'has-checked:bg-down-solid has-checked:text-white',
} as const

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly kind?: keyof typeof kinds }[]
  readonly onChange: (value: T) => void
  readonly size?: 'small' | 'medium'
}
/** One of a few, as radio buttons that look like a switch: arrow keys move, one tab stop. */
export function Choice<T extends string>({ label, value, options, onChange, size = 'medium' }: ChoiceProps<T>): ReactNode {
  const name = useId()
  return (
    <fieldset className="flex min-w-0 gap-0.5 rounded-lg border border-line bg-ground p-0.5">
      <legend className="sr-only">{label}</legend>
      {options.map(option => (
        <label
          key={option.value}
          className={classes(
            'relative flex-1 cursor-pointer rounded-md text-center font-medium whitespace-nowrap text-muted transition-colors not-has-checked:hover:text-text has-focus-visible:outline-2 has-focus-visible:outline-accent',
            size === 'small' ? 'px-2 py-0.5 text-xs' : 'px-2.5 py-1.5 text-sm',
            kinds[option.kind ?? 'plain'],
          )}
        >
          <input
            type="radio"
            className="sr-only"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
