import { useState } from 'react'
import { ApiProblem } from '../../data/request.ts'
import { useTerminal, useText } from '../../data/terminal.ts'
import { describeRefusal } from './refusal.ts'
import { useCountdown } from './use-countdown.ts'

export interface GuestEntry {
  readonly enter: () => void
  readonly isBusy: boolean
  readonly refusal: string | undefined
  /** Seconds until another try makes sense; 0 when it does now. */
  readonly waitSeconds: number
}
/** Makes a guest account, once at a time. `onEntered` is told when it is there. */
export function useGuestEntry(onEntered?: () => void): GuestEntry {
  const { session } = useTerminal()
  const text = useText()
  const [isBusy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<string>()
  const wait = useCountdown()
  async function run(): Promise<void> {
    setBusy(true)
    setRefusal(undefined)
    try {
      await session.enterAsGuest()
      onEntered?.()
    } catch (error) {
      const told = describeRefusal(text, error instanceof ApiProblem ? error : undefined)
      setRefusal(told.sentence)
      wait.start(told.waitSeconds)
    } finally {
      setBusy(false)
    }
  }
  return {
    isBusy,
    waitSeconds: wait.seconds,
    refusal: wait.seconds > 0 ? text('account.tooMany', { seconds: wait.seconds }) : refusal,
    enter: () => (isBusy || wait.seconds > 0 ? undefined : void run()),
  }
}
