import type { ReactNode } from 'react'
import type { Status } from '#contracts/routes/system'
import { useText } from '../../data/terminal.ts'
import { Clock, Panel } from '../../ui/index.ts'
import { Signal, type Tone } from './signal.tsx'

type Books = Status['books']
const tones: Readonly<Record<Books['state'], Tone>> = { unknown: 'busy', balanced: 'good', broken: 'bad' }

/** What the auditor found when it last added everything up. */
export function BooksPanel({ books: { state, checked_at: at, violations } }: { readonly books: Books }): ReactNode {
  const text = useText()
  const [before = '', after = ''] = text('status.books.checked', { time: '|' }).split('|')
  return (
    <Panel title={text('status.books')} actions={<Signal tone={tones[state]}>{text(`status.books.${state}`)}</Signal>}>
      <p className="text-pretty text-muted">{text('status.books.about')}</p>
      <p className="mt-2" data-testid="books-checked">
        {at === null ? (
          text('status.books.first')
        ) : (
          <>
            {before}
            <Clock at={at} />
            {after}
          </>
        )}
      </p>
      {violations.length === 0 ? null : (
        <>
          <h3 className="mt-3 font-medium text-bad">{text('status.books.violations')}</h3>
          <ul className="mt-1 list-inside list-disc text-sm">
            {violations.map(violation => (
              <li key={violation} className="break-words">
                {violation}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}
