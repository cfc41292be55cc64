import { type ReactNode, useState } from 'react'
import { useText } from '../data/terminal.ts'
import { IconButton } from './button.tsx'
import { TextField } from './field.tsx'

interface PasswordProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly autoComplete: 'current-password' | 'new-password'
  readonly error?: ReactNode
  readonly hint?: ReactNode
}
/** A password that can be looked at by whoever types it. */
export function PasswordField({ ...field }: PasswordProps): ReactNode {
  const text = useText()
  const [isShown, setShown] = useState(false)
  return (
    <TextField
      {...field}
      type={isShown ? 'text' : 'password'}
      autoCapitalize="none"
      spellCheck={false}
      unit={
        <IconButton
          icon={isShown ? 'eyeOff' : 'eye'}
          size="small"
          className="-mr-1"
          label={text(isShown ? 'account.hidePassword' : 'account.showPassword')}
          onClick={() => setShown(!isShown)}
        />
      }
    />
  )
}
