import type { ReactNode } from 'react'
import type { ConnectionState } from '../../data/socket.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { linkLooks, Panel } from '../../ui/index.ts'
import { Signal, type Tone } from './signal.tsx'

const tones: Readonly<Record<ConnectionState['status'], Tone>> = { open: 'good', connecting: 'busy', offline: 'bad' }
const words = { open: 'connection.live', connecting: 'connection.waiting', offline: 'connection.offline' } as const

/** The reader's own line to the platform, and what runs at its other end. */
export function LinePanel({ version }: { readonly version: string }): ReactNode {
  const text = useText()
  const { status, roundTripMs } = useStore(useTerminal().socket.state)
  return (
    <Panel title={text('status.line')} actions={<Signal tone={tones[status]}>{text(words[status])}</Signal>}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        <dt className="text-muted">{text('status.line.roundTrip')}</dt>
        <dd className="number text-right">{roundTripMs === undefined ? '–' : text('status.ms', { ms: roundTripMs })}</dd>
        <dt className="text-muted">{text('status.line.version')}</dt>
        <dd className="number text-right" data-testid="version">
          {version}
        </dd>
      </dl>
      <a href="/api/v1/status" className={`mt-3 inline-block py-1 ${linkLooks.inline}`}>
        {text('status.reference')}
      </a>
    </Panel>
  )
}
