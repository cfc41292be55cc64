import { Link, useRouter, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { AccountFrame } from '../../features/account/account-frame.tsx'
import { GoOn, home } from '../../features/account/go-on.tsx'
import { PersonForm } from '../../features/account/person-fields.tsx'
import type { WayBack } from '../../features/account/way-back.ts'
import { useGuestEntry } from '../../features/account/use-guest-entry.ts'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { Button, linkLooks } from '../../ui/index.ts'

/** A new account; for a guest, the way to keep the one there is. */
export function RegisterScreen(): ReactNode {
  const text = useText()
  const search = useSearch({ from: '/register' })
  const { session, notices } = useTerminal()
  const state = useStore(session.state)
  const isGuest = state.status === 'signed_in' && state.user.role === 'guest'
  usePageTitle(text(isGuest ? 'account.keepTitle' : 'account.createOne'))
  if (state.status === 'signed_in' && !isGuest) return <GoOn {...search} />
  if (isGuest)
    return (
      <AccountFrame title={text('account.keepTitle')} lead={text('account.keepLead')}>
        <PersonForm
          label={text('account.keepDo')}
          onSend={async person => {
            await session.upgrade(person)
            notices.say({ tone: 'good', sentence: text('account.kept', { name: person.username }) })
          }}
        />
      </AccountFrame>
    )
  return (
    <AccountFrame
      title={text('account.createOne')}
      lead={text('account.signUpLead')}
      below={
        <>
          <Link to="/login" search={search} className={linkLooks.inline}>
            {text('account.haveOne')}
          </Link>
          <TradeFirst {...search} />
        </>
      }
    >
      <PersonForm label={text('account.create')} onSend={person => session.register(person)} />
    </AccountFrame>
  )
}

function TradeFirst({ from = home }: WayBack): ReactNode {
  const text = useText()
  const { history } = useRouter()
  const guest = useGuestEntry(() => history.push(from))
  return (
    <div className="mt-4 flex flex-col items-center gap-2">
      <Button tone="ghost" aria-disabled={guest.isBusy || guest.waitSeconds > 0} onClick={guest.enter}>
        {text('account.tradeFirst')}
      </Button>
      <p role="alert" className="text-bad empty:hidden">
        {guest.refusal}
      </p>
    </div>
  )
}
