import { type ReactNode, type SubmitEvent, useState } from 'react'
import { ApiProblem } from '../../data/request.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { Button, Choice, Panel, TextField } from '../../ui/index.ts'
import { describeRefusal, type FieldMessages } from './refusal.ts'

export type CardKind = 'sign_up' | 'sign_in'

/** An account in one card: a new one, or the way back into one. */
export function AccountCard({ kind: first = 'sign_up' }: { readonly kind?: CardKind }): ReactNode {
  const { session } = useTerminal()
  const text = useText()
  const state = useStore(session.state)
  const hasEnded = state.status === 'signed_out' && state.hasEnded
  const [kind, setKind] = useState<CardKind>(hasEnded ? 'sign_in' : first)
  return (
    <Panel title={text('account.cardTitle')} className="h-full">
      <div className="flex flex-col gap-3">
        <p className="text-muted">{text('account.cardLead')}</p>
        <Choice
          label={text('account.newOrBack')}
          value={kind}
          options={[
            { value: 'sign_up', label: text('account.signUp') },
            { value: 'sign_in', label: text('account.signIn') },
          ]}
          onChange={setKind}
        />
        {hasEnded ? <p className="text-muted">{text('account.sessionEnded')}</p> : null}
        {kind === 'sign_up' ? <SignUp /> : <SignIn />}
      </div>
    </Panel>
  )
}

function SignUp(): ReactNode {
  const { session } = useTerminal()
  const text = useText()
  const [email, setEmail] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(() => session.register({ email, username, password }))
  return (
    <form className="flex flex-col gap-3" onSubmit={form.submit} noValidate>
      <TextField
        label={text('account.email')}
        type="email"
        autoComplete="email"
        value={email}
        onChange={setEmail}
        error={form.fields.email}
      />
      <TextField
        label={text('account.username')}
        autoComplete="username"
        value={username}
        onChange={setUsername}
        error={form.fields.username}
      />
      <TextField
        label={text('account.password')}
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        error={form.fields.password}
        hint={text('account.passwordHint')}
      />
      <SubmitRow form={form} label={text('account.create')} />
    </form>
  )
}

function SignIn(): ReactNode {
  const { session } = useTerminal()
  const text = useText()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(() => session.login({ login, password }))
  return (
    <form className="flex flex-col gap-3" onSubmit={form.submit} noValidate>
      <TextField
        label={text('account.emailOrUsername')}
        autoComplete="username"
        value={login}
        onChange={setLogin}
        error={form.fields.login}
      />
      <TextField
        label={text('account.password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={form.fields.password}
      />
      <SubmitRow form={form} label={text('account.signIn')} />
    </form>
  )
}

interface Form {
  readonly isSending: boolean
  readonly refusal: string | undefined
  readonly fields: FieldMessages
  readonly submit: (event: SubmitEvent) => void
}
/** Sends once at a time and keeps what was refused beside its field. */
function useForm(send: () => Promise<void>): Form {
  const text = useText()
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const [fields, setFields] = useState<FieldMessages>({})
  async function run(): Promise<void> {
    setSending(true)
    setRefusal(undefined)
    setFields({})
    try {
      await send()
    } catch (error) {
      const told = describeRefusal(text, error instanceof ApiProblem ? error : undefined)
      setRefusal(told.sentence)
      setFields(told.fields)
    } finally {
      setSending(false)
    }
  }
  return {
    isSending,
    refusal,
    fields,
    submit(event) {
      event.preventDefault()
      if (!isSending) void run()
    },
  }
}

function SubmitRow({ form, label }: { readonly form: Form; readonly label: string }): ReactNode {
  const text = useText()
  return (
    <>
      <div role="alert" className={form.refusal === undefined ? 'sr-only' : 'text-sm text-bad'}>
        {form.refusal}
      </div>
      <Button type="submit" tone="primary" size="large" aria-disabled={form.isSending}>
        {form.isSending ? text('common.oneMoment') : label}
      </Button>
    </>
  )
}
