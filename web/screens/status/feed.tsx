import type { ReactNode } from 'react'
import { Link } from '@tanstack/react-router'
import type { Status } from '#contracts/routes/system'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import type { Language } from '../../i18n/texts.ts'
import { EmptyState, Panel } from '../../ui/index.ts'
import { Signal, type Tone } from './signal.tsx'

type Feed = Status['feed'][number]
const tones: Readonly<Record<Feed['state'], Tone>> = { live: 'good', stale: 'busy', resyncing: 'busy', offline: 'bad' }

interface FeedProps {
  readonly feed: readonly Feed[]
  /** What the platform has to say about its source. */
  readonly note: string | null
}
/** Every market that was heard of: where it comes from and how old it is. What is not live stands first. */
export function FeedPanel({ feed, note }: FeedProps): ReactNode {
  const text = useText()
  const rows = feed.toSorted((one, other) => Number(one.state === 'live') - Number(other.state === 'live'))
  return (
    <Panel title={text('status.feed')} isFlush>
      {note === null ? null : <p className="border-b border-line px-3 py-2 text-muted">{note}</p>}
      {rows.length === 0 ? (
        <EmptyState title={text('status.feedNone')}>{text('status.feedNoneHint')}</EmptyState>
      ) : (
        <table className="w-full text-left" data-testid="feeds">
          <thead className="text-xs text-muted">
            <tr className="border-b border-line">
              <th className="px-3 py-2 font-normal">{text('status.feed.symbol')}</th>
              <th className="px-3 py-2 font-normal">{text('status.feed.source')}</th>
              <th className="px-3 py-2 text-right font-normal">{text('status.feed.heard')}</th>
              <th className="px-3 py-2 text-right font-normal">{text('status.feed.state')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <FeedRow key={row.symbol} row={row} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function FeedRow({ row: { symbol, source, state, age_ms: age } }: { readonly row: Feed }): ReactNode {
  const text = useText()
  const language = useStore(useTerminal().texts.language)
  return (
    <tr className="border-b border-line last:border-b-0">
      <td className="px-3 py-1.5">
        <Link to="/trade/$symbol" params={{ symbol }} className="inline-block py-0.5 font-medium hover:underline">
          {symbol}
        </Link>
      </td>
      <td className="px-3 py-1.5 text-muted">{text(`connection.source.${source}`)}</td>
      <td className="number px-3 py-1.5 text-right text-muted">
        {age === null ? text('status.feed.never') : text('status.feed.ago', { age: ageWords(age, language) })}
      </td>
      <td className="px-3 py-1.5 text-right">
        <Signal tone={tones[state]}>{text(`status.feed.${state}`)}</Signal>
      </td>
    </tr>
  )
}

const minuteMs = 60_000
const hourMs = 3_600_000
/** As exact as it matters: milliseconds while it is young, then seconds, minutes, hours. */
function ageWords(ageMs: number, language: Language): string {
  const [value, unit] =
    ageMs < 1_000
      ? ([ageMs, 'millisecond'] as const)
      : ageMs < minuteMs
        ? ([ageMs / 1_000, 'second'] as const)
        : ageMs < hourMs
          ? ([ageMs / minuteMs, 'minute'] as const)
          : ([ageMs / hourMs, 'hour'] as const)
  const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: unit === 'second' ? 1 : 0 } as const
  return new Intl.NumberFormat(language, options).format(value)
}
