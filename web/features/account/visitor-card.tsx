import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useText } from '../../data/terminal.ts'
import { Button } from '../../ui/index.ts'
import { useGuestEntry } from './use-guest-entry.ts'
import { useWayBack } from './way-back.ts'

/** In the ticket's place for a visitor: one press to an account, or the ways to one of one's own. */
export function VisitorCard(): ReactNode {
  const text = useText()
  const search = useWayBack()
  const { enter, isBusy, refusal, waitSeconds } = useGuestEntry()
  return (
    <div className="flex flex-1 flex-col justify-center gap-4 p-5 text-center">
      <h2 className="text-lg font-semibold">{text('account.cardTitle')}</h2>
      <p className="text-muted">{text('account.cardLead')}</p>
      <Button tone="primary" size="large" aria-disabled={isBusy || waitSeconds > 0} onClick={enter}>
        {isBusy ? text('common.oneMoment') : text('account.tradeNow')}
      </Button>
      <div role="alert" className="text-sm text-bad empty:hidden">
        {refusal}
      </div>
      <p className="text-xs text-muted">
        <Link to="/register" search={search} className="text-accent underline underline-offset-2">
          {text('account.signUp')}
        </Link>
        {' · '}
        <Link to="/login" search={search} className="text-accent underline underline-offset-2">
          {text('account.signIn')}
        </Link>
      </p>
    </div>
  )
}
