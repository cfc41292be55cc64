import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { classes, Icon } from '../../ui/index.ts'
import { type Draft, type Kind, listKinds, orderKinds } from './draft.ts'

/** One press away; the others are in a list. */
const plain = ['limit', 'market', 'stop'] as const satisfies readonly Kind[]

interface KindProps {
  readonly draft: Draft
  readonly onChange: (part: Partial<Draft>) => void
}
/** What kind of order: the usual ones first. */
export function KindChoice({ draft, onChange }: KindProps): ReactNode {
  const text = useText()
  const { kind } = draft
  const isPlain = plain.some(usual => usual === kind)
  return (
    <>
      <div role="group" aria-label={text('ticket.kind')} className="flex items-center gap-1 border-b border-line">
        {plain.map(usual => (
          <button
            key={usual}
            type="button"
            aria-pressed={kind === usual}
            onClick={() => onChange({ kind: usual })}
            className="-mb-px border-b-2 border-transparent px-2 py-1.5 text-sm font-medium text-muted hover:text-text aria-pressed:border-accent aria-pressed:text-text"
          >
            {text(`ticket.kind.${usual}`)}
          </button>
        ))}
        <span className="relative ml-auto flex min-w-0 items-center">
          <select
            aria-label={text('ticket.more')}
            value={isPlain ? '' : kind}
            onChange={event => onChange({ kind: event.target.value as Kind })}
            className={classes(
              '-mb-px h-8 min-w-0 appearance-none truncate border-b-2 bg-transparent pr-5 pl-2 text-sm font-medium [&_option]:bg-panel [&_option]:text-text',
              isPlain ? 'border-transparent text-muted hover:text-text' : 'border-accent text-text',
            )}
          >
            <option value="" disabled hidden>
              {text('ticket.more')}
            </option>
            {[...orderKinds, ...listKinds]
              .filter(other => !plain.some(usual => usual === other))
              .map(other => (
                <option key={other} value={other}>
                  {text(`ticket.kind.${other}`)}
                </option>
              ))}
          </select>
          <span className="pointer-events-none absolute right-0.5 text-muted">
            <Icon name="down" size={14} />
          </span>
        </span>
      </div>
      {kind === 'limit' || kind === 'market' ? null : <p className="text-xs text-muted">{text(`ticket.about.${kind}.${draft.side}`)}</p>}
    </>
  )
}
