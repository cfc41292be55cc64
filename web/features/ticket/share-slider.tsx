import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { classes } from '../../ui/index.ts'
import type { Draft } from './draft.ts'
import { type Means, percentTaken, sizedTo } from './sizing.ts'

const stops = [25, 50, 75, 100] as const

interface ShareProps {
  readonly draft: Draft
  readonly means: Means
  readonly onChange: (part: Partial<Draft>) => void
}
/** Sizes by a part of what is available. */
export function ShareSlider({ draft, means, onChange }: ShareProps): ReactNode {
  const text = useText()
  const percent = percentTaken(draft, means)
  const needsPrice = sizedTo(100, draft, means) === undefined
  const take = (part: number): void => onChange(sizedTo(part, draft, means) ?? {})
  return (
    <div title={needsPrice ? text('ticket.priceFirst') : undefined}>
      <input
        type="range"
        min={0}
        max={100}
        step={1}
        value={percent}
        aria-label={text('ticket.share')}
        aria-valuetext={text('ticket.shareNow', { percent })}
        aria-disabled={needsPrice}
        onChange={event => take(Number(event.target.value))}
        className={classes('slider h-6 w-full', needsPrice && 'opacity-50')}
      />
      <div role="group" aria-label={text('ticket.share')} className="grid grid-cols-4 gap-1">
        {stops.map(stop => (
          <button
            key={stop}
            type="button"
            aria-disabled={needsPrice}
            onClick={() => take(stop)}
            className="number h-6 rounded-sm bg-raised text-xs text-muted hover:bg-hover hover:text-text aria-disabled:opacity-60"
          >
            {stop} %
          </button>
        ))}
      </div>
    </div>
  )
}
