import { type InputHTMLAttributes, type ReactNode, type SelectHTMLAttributes, useId } from 'react'
import { classes } from './classes.ts'
import { Icon } from './icon.tsx'

const frame =
  'flex items-center rounded-md border border-line bg-ground transition-colors hover:border-line-strong has-[:focus-visible]:border-accent has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent'

interface NoteProps {
  /** What is wrong, beside the field it is about. */
  readonly error?: ReactNode
  readonly hint?: ReactNode
}
interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'size'>, NoteProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** Shown behind the value, as the unit of an amount. */
  readonly unit?: ReactNode
  /** `amount`: figures, right-aligned, with the label inside the frame. */
  readonly kind?: 'text' | 'amount'
}
/** A labelled input whose error is read with it. */
export function TextField({ label, value, onChange, unit, error, hint, kind = 'text', ...input }: TextFieldProps): ReactNode {
  const id = useId()
  const hasNote = error !== undefined || hint !== undefined
  const isAmount = kind === 'amount'
  return (
    <div>
      {isAmount ? null : (
        <label htmlFor={id} className="mb-1 block text-xs text-muted">
          {label}
        </label>
      )}
      <div className={classes(frame, error !== undefined && 'border-bad')}>
        {isAmount ? (
          <label htmlFor={id} className="shrink-0 pl-2.5 text-xs text-muted">
            {label}
          </label>
        ) : null}
        <input
          {...input}
          id={id}
          value={value}
          aria-invalid={error !== undefined}
          aria-describedby={hasNote ? `${id}-note` : undefined}
          onChange={event => onChange(event.target.value)}
          className={classes(
            'h-9 min-w-0 flex-1 bg-transparent px-2.5 outline-none placeholder:text-muted',
            isAmount && 'number text-right text-base',
          )}
        />
        {unit === undefined ? null : <span className="shrink-0 pr-2.5 text-xs text-muted">{unit}</span>}
      </div>
      <Note id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

interface SelectFieldProps<T extends string>
  extends Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'value' | 'size'>, NoteProps {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: string }[]
  readonly onChange: (value: T) => void
  /** The label is only read out. */
  readonly isBare?: boolean
}
/** One of several. The browser's own list: it works on every phone and with every reader. */
export function SelectField<T extends string>({
  label,
  value,
  options,
  onChange,
  isBare = false,
  error,
  hint,
  className,
  ...select
}: SelectFieldProps<T>): ReactNode {
  const id = useId()
  return (
    <div className={className}>
      <label htmlFor={id} className={isBare ? 'sr-only' : 'mb-1 block text-xs text-muted'}>
        {label}
      </label>
      <div className={classes(frame, 'relative')}>
        <select
          {...select}
          id={id}
          value={value}
          onChange={event => onChange(event.target.value as T)}
          className="h-8 w-full appearance-none bg-transparent pr-7 pl-2.5 outline-none [&>option]:bg-panel [&>option]:text-text"
        >
          {options.map(option => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <span className="pointer-events-none absolute right-2 text-muted">
          <Icon name="down" size={14} />
        </span>
      </div>
      <Note id={`${id}-note`} error={error} hint={hint} />
    </div>
  )
}

interface DateFieldProps {
  readonly label: string
  /** `2026-11-25`, or empty. */
  readonly value: string
  readonly onChange: (value: string) => void
  readonly min?: string | undefined
  readonly max?: string | undefined
  readonly className?: string
}
/** A day, by the browser's own calendar. The label is only read out. */
export function DateField({ label, onChange, className, ...input }: DateFieldProps): ReactNode {
  return (
    <label className={classes(frame, className)}>
      <span className="sr-only">{label}</span>
      <input
        {...input}
        type="date"
        title={label}
        onChange={event => onChange(event.target.value)}
        className="number h-8 w-full bg-transparent px-2.5 outline-none"
      />
    </label>
  )
}

interface CheckFieldProps {
  readonly label: string
  readonly hint?: string
  readonly isChecked: boolean
  readonly onChange: (isChecked: boolean) => void
}
/** Something that is or is not. */
export function CheckField({ label, hint, isChecked, onChange }: CheckFieldProps): ReactNode {
  return (
    <label className="flex min-h-6 cursor-pointer items-center gap-2 text-sm" title={hint}>
      <input
        type="checkbox"
        checked={isChecked}
        onChange={event => onChange(event.target.checked)}
        className="size-4 shrink-0 accent-accent-solid"
      />
      {label}
    </label>
  )
}

function Note({ id, error, hint }: NoteProps & { readonly id: string }): ReactNode {
  const note = error ?? hint
  if (note === undefined) return null
  return (
    <div id={id} className={classes('mt-1 text-xs', error === undefined ? 'text-muted' : 'text-bad')}>
      {note}
    </div>
  )
}
