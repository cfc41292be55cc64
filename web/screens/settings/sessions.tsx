import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { RouteReply } from '#contracts/kit'
import type { listSessions } from '#contracts/routes/auth'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, classes, ErrorState, Skeleton } from '../../ui/index.ts'
import { KeepFirst, LeaveDialog, SignedOut } from './account.tsx'
import { Section } from './section.tsx'
import { useEnding } from './use-ending.ts'
import { useMoment } from './use-moment.ts'

type SessionRow = RouteReply<typeof listSessions>['body']['items'][number]

/** Where the account is signed in, and how to end that. */
export function SessionSection(): ReactNode {
  const text = useText()
  const state = useStore(useTerminal().session.state)
  return (
    <Section id="sessions" title={text('settings.sessions')} about={text('settings.sessionsAbout')}>
      {state.status === 'restoring' ? <Skeleton what={text('settings.sessions')} lines={3} /> : null}
      {state.status === 'signed_out' ? <SignedOut about={text('settings.sessions.signedOut')} /> : null}
      {state.status === 'signed_in' ? <SessionList isGuest={state.user.role === 'guest'} /> : null}
    </Section>
  )
}

function SessionList({ isGuest }: { readonly isGuest: boolean }): ReactNode {
  const text = useText()
  const sessions = useQuery(useTerminal().queries.sessions())
  const { isBusy, end, leaveEverywhere } = useEnding()
  const [isLeaving, setLeaving] = useState(false)
  if (sessions.isPending) return <Skeleton what={text('settings.sessions')} lines={3} />
  if (sessions.data === undefined) return <ErrorState detail={sessions.error.message} onRetry={() => void sessions.refetch()} />
  const rows = sessions.data.toSorted((one, other) => Number(other.current) - Number(one.current))
  const others = rows.filter(({ current }) => !current).map(({ id }) => id)
  return (
    <>
      <ul data-testid="sessions">
        {rows.map(row => (
          <SessionLine key={row.id} row={row} isBusy={isBusy} onEnd={() => void end([row.id])} />
        ))}
      </ul>
      {others.length === 0 ? <p className="px-4 py-3 text-muted sm:px-5">{text('settings.sessions.only')}</p> : null}
      {isGuest ? <KeepFirst about={text('settings.sessions.guest')} /> : null}
      <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3 sm:px-5">
        {others.length === 0 ? null : (
          <Button aria-disabled={isBusy} onClick={() => void end(others)}>
            {text('settings.sessions.endOthers')}
          </Button>
        )}
        <Button tone="danger" aria-disabled={isBusy} onClick={() => setLeaving(true)}>
          {text('settings.sessions.everywhere')}
        </Button>
      </footer>
      <LeaveDialog
        title={text('settings.sessions.everywhere')}
        about={text('settings.sessions.everywhereAsk')}
        isGuest={isGuest}
        isOpen={isLeaving}
        onClose={() => setLeaving(false)}
        onLeave={() => void leaveEverywhere(others)}
      />
    </>
  )
}

interface LineProps {
  readonly row: SessionRow
  readonly isBusy: boolean
  readonly onEnd: () => void
}
function SessionLine({ row, isBusy, onEnd }: LineProps): ReactNode {
  const text = useText()
  const moment = useMoment()
  const began = moment(row.created_at)
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-4 py-3 last:border-b-0 sm:px-5">
      <span
        aria-hidden="true"
        className={classes('size-2 shrink-0', row.current ? 'rounded-full bg-good' : 'rounded-[1px] bg-line-strong')}
      />
      <div className="min-w-0 flex-1">
        <div className="text-base font-medium">{text(row.current ? 'settings.sessions.this' : 'settings.sessions.other')}</div>
        <div className="text-muted">
          {text('settings.sessions.times', { began, used: moment(row.last_used_at), ends: moment(row.expires_at) })}
        </div>
      </div>
      {row.current ? null : (
        <Button size="small" tone="danger" aria-disabled={isBusy} onClick={onEnd} aria-label={text('settings.sessions.endThat', { began })}>
          {text('settings.sessions.end')}
        </Button>
      )}
    </li>
  )
}
