import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { Money } from '../../ui/index.ts'
import type { Part } from './allocation.ts'

const radius = 42
const circumference = 2 * Math.PI * radius
/** Steps of one hue from strong to faint: the order of the legend is the order of the ring, so that no colour has to be matched. */
const strengths = [1, 0.72, 0.5, 0.34, 0.22, 0.14]
const gap = 1.5

/** What the account consists of, as a ring and as a list. */
export function AllocationRing({ parts, currency }: { readonly parts: readonly Part[]; readonly currency: string }): ReactNode {
  const text = useText()
  const starts = parts.map((_, index) => parts.slice(0, index).reduce((sum, { share }) => sum + share, 0))
  return (
    <div className="flex h-full flex-col items-center justify-center gap-5 sm:flex-row sm:gap-6 lg:flex-col xl:flex-row">
      <svg viewBox="0 0 100 100" className="size-36 shrink-0 -rotate-90" role="img" aria-label={text('portfolio.allocation')}>
        <circle cx="50" cy="50" r={radius} fill="none" strokeWidth="12" className="stroke-raised" />
        {parts.map(({ asset, share }, index) => (
          <circle
            key={asset}
            cx="50"
            cy="50"
            r={radius}
            fill="none"
            strokeWidth="12"
            className="stroke-accent"
            opacity={strengthOf(index)}
            strokeDasharray={`${Math.max(0.4, share * circumference - (parts.length > 1 ? gap : 0))} ${circumference}`}
            strokeDashoffset={-(starts[index] ?? 0) * circumference}
          />
        ))}
      </svg>
      <ul className="flex w-full min-w-0 flex-col gap-1.5 text-sm">
        {parts.map(({ asset, value, share }, index) => (
          <li key={asset} className="flex items-center gap-2">
            <span aria-hidden="true" className="size-2.5 shrink-0 rounded-[3px] bg-accent" style={{ opacity: strengthOf(index) }} />
            <span className="font-medium">{asset}</span>
            <span className="ml-auto text-muted">
              <Money value={value} currency={currency} />
            </span>
            <span className="number w-14 text-right">{(share * 100).toFixed(1)} %</span>
          </li>
        ))}
      </ul>
    </div>
  )
}

function strengthOf(index: number): number {
  return strengths[Math.min(index, strengths.length - 1)]!
}
