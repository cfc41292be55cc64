import { type KeyboardEvent, type PointerEvent, type ReactNode, useMemo, useRef, useState } from 'react'
import { grouped, cut } from '../../data/amounts.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { classes, Moment, useSize } from '../../ui/index.ts'
import { type Curve, curveOf, type EquityPoint, nearest, type Place, type Plan } from './curve.ts'

interface ChartProps {
  /** Oldest first, two at least. */
  readonly points: readonly EquityPoint[]
  readonly currency: string
}
/** Equity over time, and below it how far it is under its last high. The arrow keys walk along it and read it out. */
export function EquityChart({ points, currency }: ChartProps): ReactNode {
  const text = useText()
  const language = useStore(useTerminal().texts.language)
  const frame = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(frame)
  const [chosen, setChosen] = useState<number>()
  const plan = useMemo<Plan>(() => ({ width, height, right: 76, band: Math.min(56, height * 0.18), bottom: 22 }), [width, height])
  const curve = useMemo(() => (width === 0 ? undefined : curveOf(points, plan, language)), [points, plan, language, width])
  const index = Math.min(chosen ?? points.length - 1, points.length - 1)
  const place = curve?.places[index]
  function walk(event: KeyboardEvent): void {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -20, PageDown: 20, Home: -points.length, End: points.length }[event.key]
    if (step === undefined) return
    event.preventDefault()
    setChosen(Math.max(0, Math.min(points.length - 1, index + step)))
  }
  function point(event: PointerEvent): void {
    const { left } = event.currentTarget.getBoundingClientRect()
    if (curve !== undefined) setChosen(nearest(curve.places, event.clientX - left))
  }
  return (
    <div
      ref={frame}
      role="slider"
      tabIndex={0}
      aria-label={text('portfolio.curve')}
      aria-valuemin={0}
      aria-valuemax={points.length - 1}
      aria-valuenow={index}
      aria-valuetext={place === undefined ? undefined : readingOf(place, { currency, language, text })}
      onKeyDown={walk}
      onPointerMove={point}
      onPointerLeave={() => setChosen(undefined)}
      onBlur={() => setChosen(undefined)}
      className="relative h-full min-h-56 w-full touch-pan-y rounded-md"
    >
      {curve === undefined ? null : <Picture curve={curve} plan={plan} chosen={chosen === undefined ? undefined : place} />}
      {chosen === undefined || place === undefined ? null : <Reading place={place} plan={plan} currency={currency} />}
    </div>
  )
}

interface PictureProps {
  readonly curve: Curve
  readonly plan: Plan
  readonly chosen: Place | undefined
}
function Picture({ curve, plan, chosen }: PictureProps): ReactNode {
  const text = useText()
  const inner = plan.width - plan.right
  const bandTop = plan.height - plan.bottom - plan.band
  return (
    <svg width={plan.width} height={plan.height} aria-hidden="true" className="absolute inset-0 text-2xs">
      {curve.values.map(({ label, place }) => (
        <g key={label}>
          <line x1={0} x2={inner} y1={place} y2={place} className="stroke-line" />
          <text x={plan.width} y={place + 4} textAnchor="end" className="number fill-muted">
            {label}
          </text>
        </g>
      ))}
      <path d={curve.area} className="fill-accent" opacity="0.1" />
      <path d={curve.line} fill="none" strokeWidth="1.75" strokeLinejoin="round" className="stroke-accent" />
      <line x1={0} x2={inner} y1={bandTop} y2={bandTop} className="stroke-line-strong" />
      <path d={curve.drawdown} className="fill-down" opacity="0.35" />
      <text x={plan.width} y={bandTop + 4} textAnchor="end" className="fill-muted">
        {text('portfolio.drawdown')}
      </text>
      <text x={plan.width} y={bandTop + plan.band} textAnchor="end" className="number fill-down">
        {percentWords(curve.drawdownMax)}
      </text>
      {curve.times.map(({ label, place }, index) => (
        <text
          key={place}
          x={place}
          y={plan.height - 4}
          textAnchor={index === 0 ? 'start' : index === curve.times.length - 1 ? 'end' : 'middle'}
          className={classes('number fill-muted', index % 2 === 1 && 'max-sm:hidden')}
        >
          {label}
        </text>
      ))}
      {chosen === undefined ? null : (
        <>
          <line x1={chosen.x} x2={chosen.x} y1={0} y2={plan.height - plan.bottom} className="stroke-line-strong" strokeDasharray="3 3" />
          <circle cx={chosen.x} cy={chosen.y} r="4" className="fill-accent stroke-panel" strokeWidth="2" />
        </>
      )}
    </svg>
  )
}

function Reading({ place, plan, currency }: { readonly place: Place; readonly plan: Plan; readonly currency: string }): ReactNode {
  const isLeft = place.x > (plan.width - plan.right) / 2
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 rounded-md border border-line bg-raised px-2.5 py-1.5 text-xs whitespace-nowrap shadow-float"
      style={isLeft ? { right: plan.width - place.x + 10 } : { left: place.x + 10 }}
    >
      <div className="number font-semibold">
        {grouped(cut(place.point.equity, 2))} <span className="font-normal text-muted">{currency}</span>
      </div>
      <div className="number text-muted">
        <Moment at={place.point.at} />
        {place.drawdown > 0 ? <span className="text-down"> · {percentWords(place.drawdown)}</span> : null}
      </div>
    </div>
  )
}

function percentWords(share: number): string {
  return share === 0 ? '0.00 %' : `−${(share * 100).toFixed(2)} %`
}

interface ReadingOptions {
  readonly currency: string
  readonly language: string
  readonly text: ReturnType<typeof useText>
}
function readingOf({ point, drawdown }: Place, { currency, language, text }: ReadingOptions): string {
  return text('portfolio.reading', {
    equity: grouped(cut(point.equity, 2)),
    currency,
    time: new Date(point.at).toLocaleString(language),
    drawdown: percentWords(drawdown),
  })
}
