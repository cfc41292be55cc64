import { Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import type { User } from '#contracts/routes/auth'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { useWayBack } from '../../features/account/way-back.ts'
import { Button, Dialog, linkLooks, Skeleton } from '../../ui/index.ts'
import { Row, Section } from './section.tsx'
import { useEnding } from './use-ending.ts'
import { useMoment } from './use-moment.ts'

/** Who is signed in, and the way out. */
export function AccountSection(): ReactNode {
  const text = useText()
  const state = useStore(useTerminal().session.state)
  return (
    <Section id="account" title={text('settings.account')} about={text('settings.accountAbout')}>
      {state.status === 'restoring' ? <Skeleton what={text('settings.account')} lines={3} /> : null}
      {state.status === 'signed_out' ? <SignedOut about={text('settings.account.signedOut')} /> : null}
      {state.status === 'signed_in' ? <Person user={state.user} /> : null}
    </Section>
  )
}

function Person({ user }: { readonly user: User }): ReactNode {
  const text = useText()
  const moment = useMoment()
  const [isLeaving, setLeaving] = useState(false)
  const { leaveEverywhere } = useEnding()
  const wayBack = useWayBack()
  const isGuest = user.role === 'guest'
  const leave = (): void => void leaveEverywhere([])
  return (
    <>
      <dl className="grid grid-cols-[auto_1fr] gap-x-8 gap-y-2.5 px-4 py-4 text-base sm:px-5">
        <Fact name={text('account.username')} value={user.username} />
        <Fact name={text('account.email')} value={user.email ?? text('settings.account.noEmail')} />
        <Fact name={text('settings.account.kind')} value={text(isGuest ? 'account.guest' : 'settings.account.full')} />
        <Fact name={text('settings.account.since')} value={moment(user.created_at)} />
      </dl>
      <div className="border-t border-line">
        {isGuest ? (
          <Row title={text('account.keepTitle')} about={text('account.keepLead')}>
            <Link to="/register" search={wayBack} className={linkLooks.small}>
              {text('account.keepDo')}
            </Link>
          </Row>
        ) : null}
        <Row title={text('account.signOut')} about={text(isGuest ? 'settings.account.leaveGuest' : 'settings.account.leave')}>
          <Button tone="danger" onClick={() => (isGuest ? setLeaving(true) : leave())}>
            {text('account.signOut')}
          </Button>
        </Row>
      </div>
      <LeaveDialog title={text('account.signOut')} isGuest={isGuest} isOpen={isLeaving} onClose={() => setLeaving(false)} onLeave={leave} />
    </>
  )
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): ReactNode {
  return (
    <div className="contents">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{value}</dd>
    </div>
  )
}

/** What a guest does to keep the account. */
export function KeepFirst({ about }: { readonly about: string }): ReactNode {
  const text = useText()
  return (
    <div className="mx-4 mb-4 flex flex-wrap items-center justify-between gap-3 rounded-lg bg-warning-ground px-4 py-3 sm:mx-5">
      <p className="max-w-[58ch] min-w-0 flex-1 basis-56 text-pretty text-warning">{about}</p>
      <Link to="/register" search={useWayBack()} className={linkLooks.small}>
        {text('account.keepTitle')}
      </Link>
    </div>
  )
}

/** In the place of what only somebody who is signed in has. */
export function SignedOut({ about }: { readonly about: string }): ReactNode {
  const text = useText()
  const search = useWayBack()
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-4 sm:px-5">
      <p className="max-w-[58ch] text-muted">{about}</p>
      <div className="flex gap-2">
        <Link to="/login" search={search} className={linkLooks.small}>
          {text('account.signIn')}
        </Link>
        <Link to="/register" search={search} className={linkLooks.small}>
          {text('account.signUp')}
        </Link>
      </div>
    </div>
  )
}

interface LeaveProps {
  readonly title: string
  readonly about?: string
  readonly isGuest: boolean
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly onLeave: () => void
}
/** Asks before an account is left; a guest hears that there is no way back into it. */
export function LeaveDialog({ title, about, isGuest, isOpen, onClose, onLeave }: LeaveProps): ReactNode {
  const text = useText()
  function leave(): void {
    onClose()
    onLeave()
  }
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      {about === undefined ? null : <p>{about}</p>}
      {isGuest ? <p className="mt-2 text-warning">{text('settings.account.lost')}</p> : null}
      <div className="mt-5 flex justify-end gap-2">
        <Button onClick={onClose}>{text('common.cancel')}</Button>
        <Button tone="danger" onClick={leave}>
          {title}
        </Button>
      </div>
    </Dialog>
  )
}
