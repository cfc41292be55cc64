import { type ReactNode, type SubmitEvent, useState } from 'react'
import { ApiProblem } from '../../data/request.ts'
import { useText } from '../../data/terminal.ts'
import { Button } from '../../ui/index.ts'
import { describeRefusal, type FieldMessages } from './refusal.ts'
import { useCountdown } from './use-countdown.ts'

export interface CardForm {
  readonly isSending: boolean
  /** Why it was refused; while too many tries are counted, with the seconds that are left. */
  readonly refusal: string | undefined
  readonly isWaiting: boolean
  /** What was refused, beside its field. */
  readonly fields: FieldMessages
  readonly submit: (event: SubmitEvent) => void
}
/** Sends once at a time and keeps what was refused beside its field. */
export function useCardForm(send: () => Promise<void>): CardForm {
  const text = useText()
  const [isSending, setSending] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const [fields, setFields] = useState<FieldMessages>({})
  const wait = useCountdown()
  const isWaiting = wait.seconds > 0
  async function run(): Promise<void> {
    setSending(true)
    setRefusal(undefined)
    setFields({})
    try {
      await send()
    } catch (error) {
      const told = describeRefusal(text, error instanceof ApiProblem ? error : undefined)
      setFields(told.fields)
      if (told.waitSeconds > 0) wait.start(told.waitSeconds)
      else setRefusal(told.sentence)
    } finally {
      setSending(false)
    }
  }
  return {
    isSending,
    isWaiting,
    refusal: isWaiting ? text('account.tooMany', { seconds: wait.seconds }) : refusal,
    fields,
    submit(event) {
      event.preventDefault()
      if (!isSending && !isWaiting) void run()
    },
  }
}

/** The end of a form: what was refused, and the button. */
export function SubmitRow({ form, label }: { readonly form: CardForm; readonly label: string }): ReactNode {
  const text = useText()
  return (
    <>
      <div
        role={form.isWaiting ? 'timer' : 'alert'}
        className={form.refusal === undefined ? 'sr-only' : 'rounded-md bg-bad-ground px-3 py-2 text-sm text-bad'}
      >
        {form.refusal}
      </div>
      <Button type="submit" tone="primary" size="large" aria-disabled={form.isSending || form.isWaiting}>
        {form.isSending ? text('common.oneMoment') : label}
      </Button>
    </>
  )
}
