import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useTerminal, useText } from '../../data/terminal.ts'
import { ApiProblem } from '../../data/request.ts'
import { Button } from '../../ui/index.ts'
import { describeRefusal } from './refusal.ts'

/** In the ticket's place for a visitor: one press to an account, or the ways to one of one's own. */
export function VisitorCard(): ReactNode {
  const text = useText()
  const { enter, isBusy, refusal } = useGuestEntry()
  return (
    <div className="flex flex-1 flex-col justify-center gap-4 p-5 text-center">
      <h2 className="text-lg font-semibold">{text('account.cardTitle')}</h2>
      <p className="text-muted">{text('account.cardLead')}</p>
      <Button tone="primary" size="large" aria-disabled={isBusy} onClick={enter}>
        {isBusy ? text('common.oneMoment') : text('account.tradeNow')}
      </Button>
      <div role="alert" className="text-sm text-bad empty:hidden">
        {refusal}
      </div>
      <p className="text-xs text-muted">
        <Link to="/register" className="text-accent underline underline-offset-2">
          {text('account.signUp')}
        </Link>
        {' · '}
        <Link to="/login" className="text-accent underline underline-offset-2">
          {text('account.signIn')}
        </Link>
      </p>
    </div>
  )
}

interface GuestEntry {
  readonly enter: () => void
  readonly isBusy: boolean
  readonly refusal: string | undefined
}
/** Makes a guest account once at a time. */
function useGuestEntry(): GuestEntry {
  const { session } = useTerminal()
  const text = useText()
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  async function run(): Promise<void> {
    setBusy(true)
    setRefusal(undefined)
    try {
      await session.enterAsGuest()
    } catch (error) {
      setRefusal(describeRefusal(text, error instanceof ApiProblem ? error : undefined).sentence)
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, refusal, enter: () => (isBusy ? undefined : void run()) }
}
