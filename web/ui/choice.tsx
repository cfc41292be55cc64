import { type ReactNode, useId } from 'react'

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
  readonly kind?: string
}
/** One of a few, as radio buttons that look like a switch: arrow keys move, one tab stop. */
export function Choice<T extends string>({ label, value, options, onChange, kind = '' }: ChoiceProps<T>): ReactNode {
  const name = useId()
  return (
    <fieldset className={`choice ${kind}`}>
      <legend className="visually-hidden">{label}</legend>
      {options.map(option => (
        <label key={option.value} className={`choice-option is-${option.value}`}>
          <input
            type="radio"
            className="visually-hidden"
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
