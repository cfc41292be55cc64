import { type ReactNode, useState } from 'react'
import { useText } from '../../data/terminal.ts'
import { PasswordField, TextField } from '../../ui/index.ts'
import { type CardForm, SubmitRow, useCardForm } from './card-form.tsx'

/** The platform's rule for passwords, told before it is broken. */
const passwordCharactersMin = 12

export interface NewPerson {
  readonly email: string
  readonly username: string
  readonly password: string
}
interface PersonProps {
  readonly label: string
  readonly onSend: (person: NewPerson) => Promise<void>
}
/** Email, name and password of somebody who gets an account, or keeps the one a guest has. */
export function PersonForm({ label, onSend }: PersonProps): ReactNode {
  const text = useText()
  const [person, setPerson] = useState<NewPerson>({ email: '', username: '', password: '' })
  const form: CardForm = useCardForm(() => onSend(person))
  return (
    <form className="flex flex-col gap-4" onSubmit={form.submit} noValidate>
      <TextField
        label={text('account.email')}
        type="email"
        autoComplete="email"
        value={person.email}
        onChange={email => setPerson({ ...person, email })}
        error={form.fields['email']}
      />
      <TextField
        label={text('account.username')}
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        value={person.username}
        onChange={username => setPerson({ ...person, username })}
        error={form.fields['username']}
        hint={text('account.usernameHint')}
      />
      <PasswordField
        label={text('account.password')}
        autoComplete="new-password"
        value={person.password}
        onChange={password => setPerson({ ...person, password })}
        error={form.fields['password']}
        hint={<PasswordRule length={person.password.length} />}
      />
      <SubmitRow form={form} label={label} />
    </form>
  )
}

function PasswordRule({ length }: { readonly length: number }): ReactNode {
  const text = useText()
  if (length === 0) return text('account.passwordRule')
  if (length < passwordCharactersMin) return text('account.passwordLeft', { count: passwordCharactersMin - length })
  return <span className="text-up">✓ {text('account.passwordLong')}</span>
}
