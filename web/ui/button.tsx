import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { classes } from './classes.ts'
import { Icon, type IconName } from './icon.tsx'

const tones = {
  neutral: 'border-line bg-raised text-text hover:border-line-strong hover:bg-hover',
  primary: 'border-transparent bg-accent-solid text-white hover:brightness-90',
  buy: 'border-transparent bg-up-solid text-white hover:brightness-90',
  sell: 'border-transparent bg-down-solid text-white hover:brightness-90',
  danger: 'border-line bg-raised text-bad hover:border-bad',
  ghost: 'border-transparent text-muted hover:bg-hover hover:text-text',
} as const
const sizes = {
  small: 'h-6 px-2 text-xs rounded-sm',
  medium: 'h-8 px-3 text-sm rounded-md',
  large: 'h-11 px-4 text-base rounded-lg font-semibold',
} as const
export type ButtonTone = keyof typeof tones

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly tone?: ButtonTone
  readonly size?: keyof typeof sizes
}
/** A button in words. One that cannot act now takes `aria-disabled`, so that it can still be found and say why. */
export function Button({ tone = 'neutral', size = 'medium', className, type = 'button', ...button }: ButtonProps): ReactNode {
  return (
    <button
      {...button}
      type={type}
      className={classes(
        'inline-flex shrink-0 items-center justify-center gap-1.5 border font-medium whitespace-nowrap transition-colors select-none aria-disabled:opacity-55',
        tones[tone],
        sizes[size],
        className,
      )}
    />
  )
}

interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  readonly icon: IconName
  /** What it does: read out, and shown on hover. */
  readonly label: string
  readonly size?: 'small' | 'medium'
}
/** A button that is a picture. */
export function IconButton({ icon, label, size = 'medium', className, ...button }: IconButtonProps): ReactNode {
  return (
    <button
      type="button"
      title={label}
      {...button}
      aria-label={label}
      className={classes(
        'inline-flex shrink-0 items-center justify-center text-muted transition-colors hover:bg-hover hover:text-text aria-pressed:bg-accent-ground aria-pressed:text-accent',
        size === 'small' ? 'size-6 rounded-sm' : 'size-8 rounded-md',
        className,
      )}
    >
      <Icon name={icon} size={size === 'small' ? 14 : 16} />
    </button>
  )
}
