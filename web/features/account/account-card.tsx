import { type FormEvent, type ReactNode, useState } from 'react'
import { ApiProblem } from '../../data/request.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'
import { Choice } from '../../ui/choice.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { describeRefusal, type FieldMessages } from './refusal.ts'

type Kind = 'sign_up' | 'sign_in'
const kinds = [
  { value: 'sign_up', label: 'Sign up' },
  { value: 'sign_in', label: 'Sign in' },
] as const

/** In the ticket's place for a visitor: an account in one card. */
export function AccountCard(): ReactNode {
  const { session } = useTerminal()
  const state = useStore(session.state)
  const note = state.status === 'signed_out' ? state.note : undefined
  const [kind, setKind] = useState<Kind>(note === undefined ? 'sign_up' : 'sign_in')
  return (
    <Panel title="Trade on paper" area="ticket">
      <p className="lead">Get 100,000 USDT of paper money and trade against this book. No real money, ever.</p>
      <Choice label="New here or back again" value={kind} options={kinds} onChange={setKind} />
      {note === undefined ? null : <p className="muted">{note}</p>}
      {kind === 'sign_up' ? <SignUp /> : <SignIn />}
    </Panel>
  )
}

function SignUp(): ReactNode {
  const { session } = useTerminal()
  const [email, setEmail] = useState('')
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(() => session.register({ email, username, password }))
  return (
    <form className="stack" onSubmit={form.submit} noValidate>
      <TextField label="Email" type="email" autoComplete="email" value={email} onChange={setEmail} error={form.fields.email} />
      <TextField label="Username" autoComplete="username" value={username} onChange={setUsername} error={form.fields.username} />
      <TextField
        label="Password"
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        error={form.fields.password}
        hint="12 characters or more; a sentence is fine"
      />
      <SubmitRow form={form} label="Create my paper account" />
    </form>
  )
}

function SignIn(): ReactNode {
  const { session } = useTerminal()
  const [login, setLogin] = useState('')
  const [password, setPassword] = useState('')
  const form = useForm(() => session.login({ login, password }))
  return (
    <form className="stack" onSubmit={form.submit} noValidate>
      <TextField label="Email or username" autoComplete="username" value={login} onChange={setLogin} error={form.fields.login} />
      <TextField
        label="Password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={form.fields.password}
      />
      <SubmitRow form={form} label="Sign in" />
    </form>
  )
}

interface Form {
  readonly isSending: boolean
  readonly refusal: string | undefined
  readonly fields: FieldMessages
  readonly submit: (event: FormEvent) => void
}
/** Sends once at a time and keeps what was refused beside its field. */
function useForm(send: () => Promise<void>): Form {
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
      const told = describeRefusal(error instanceof ApiProblem ? error : undefined)
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
  return (
    <>
      <div role="alert" className={form.refusal === undefined ? 'visually-hidden' : 'error'}>
        {form.refusal}
      </div>
      <button type="submit" className="button is-primary" aria-disabled={form.isSending}>
        {form.isSending ? 'One moment …' : label}
      </button>
    </>
  )
}
