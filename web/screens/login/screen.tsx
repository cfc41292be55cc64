import { Link, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { AccountFrame } from '../../features/account/account-frame.tsx'
import { SubmitRow, useCardForm } from '../../features/account/card-form.tsx'
import { GoOn } from '../../features/account/go-on.tsx'
import { usePageTitle } from '../../features/shell/use-page-title.ts'
import { linkLooks, PasswordField, TextField } from '../../ui/index.ts'

/** The way back into an account. */
export function LoginScreen(): ReactNode {
  const text = useText()
  const search = useSearch({ from: '/login' })
  const state = useStore(useTerminal().session.state)
  usePageTitle(text('account.signIn'))
  if (state.status === 'signed_in') return <GoOn {...search} />
  const hasEnded = state.status === 'signed_out' && state.hasEnded
  return (
    <AccountFrame
      title={text('account.signIn')}
      lead={text(hasEnded ? 'account.sessionEnded' : 'account.signInLead')}
      below={
        <>
          {text('account.newHere')}{' '}
          <Link to="/register" search={search} className={linkLooks.inline}>
            {text('account.createOne')}
          </Link>
        </>
      }
    >
      <SignIn />
    </AccountFrame>
  )
}

function SignIn(): ReactNode {
  const { session } = useTerminal()
  const text = useText()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const form = useCardForm(() => session.login({ login, password }))
  return (
    <form className="flex flex-col gap-4" onSubmit={form.submit} noValidate>
      <TextField
        label={text('account.emailOrUsername')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={login}
        onChange={setLogin}
        error={form.fields['login']}
      />
      <PasswordField
        label={text('account.password')}
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={form.fields['password']}
      />
      <SubmitRow form={form} label={text('account.signIn')} />
    </form>
  )
}
