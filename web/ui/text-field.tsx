import { type InputHTMLAttributes, type ReactNode, useId } from 'react'

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** Shown behind the value, as the unit of an amount. */
  readonly unit?: ReactNode
  /** What is wrong, beside the field it is about. */
  readonly error?: ReactNode
  readonly hint?: string
}
/** A labelled input whose error is read with it. */
export function TextField({ label, value, onChange, unit, error, hint, ...input }: TextFieldProps): ReactNode {
  const id = useId()
  const note = error ?? hint
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className={`input ${error === undefined ? '' : 'is-wrong'}`}>
        <input
          {...input}
          id={id}
          value={value}
          aria-invalid={error !== undefined}
          aria-describedby={note === undefined ? undefined : `${id}-note`}
          onChange={event => onChange(event.target.value)}
        />
        {unit}
      </div>
      {note === undefined ? null : (
        <div id={`${id}-note`} className={error === undefined ? 'hint muted' : 'error'}>
          {note}
        </div>
      )}
    </div>
  )
}
