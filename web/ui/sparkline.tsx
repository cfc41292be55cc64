import type { ReactNode } from 'react'
import { classes } from './classes.ts'

interface SparklineProps {
  /** Decimal strings, oldest first. */
  readonly values: readonly string[]
  readonly className?: string
  /** Filled below the line. */
  readonly isFilled?: boolean
}
const [width, height, inset] = [100, 32, 2]

/** The course of a value without figures; its colour says where it ended, and words beside it must say the same. */
export function Sparkline({ values, className, isFilled = false }: SparklineProps): ReactNode {
  const numbers = values.map(Number)
  const line = numbers.length < 2 ? `M0 ${height / 2}H${width}` : pathOf(numbers)
  const direction = numbers.length < 2 ? 0 : numbers.at(-1)! - numbers[0]!
  const tone = direction > 0 ? 'text-up' : direction < 0 ? 'text-down' : 'text-muted'
  return (
    <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true" className={classes(tone, className)}>
      {isFilled ? <path d={`${line}V${height}H0Z`} fill="currentColor" opacity="0.12" /> : null}
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" vectorEffect="non-scaling-stroke" />
    </svg>
  )
}

function pathOf(numbers: readonly number[]): string {
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
  const room = height - 2 * inset
  const places = numbers.map((value, index) => {
    const x = (index / (numbers.length - 1)) * width
    const y = high === low ? height / 2 : inset + ((high - value) / (high - low)) * room
    return `${x.toFixed(2)} ${y.toFixed(2)}`
  })
  return `M${places.join('L')}`
}
