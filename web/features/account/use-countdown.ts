import { useEffect, useState } from 'react'

export interface Countdown {
  /** Whole seconds that are left. */
  readonly seconds: number
  start(seconds: number): void
}
/** Counts down to zero, a second at a time; right again after the computer has slept. */
export function useCountdown(): Countdown {
  const [endsMs, setEndsMs] = useState(0)
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    if (endsMs === 0) return undefined
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((endsMs - performance.now()) / 1_000))
      setSeconds(left)
      if (left === 0) setEndsMs(0)
    }, 250)
    return () => clearInterval(timer)
  }, [endsMs])
  return {
    seconds,
    start(from) {
      setSeconds(from)
      setEndsMs(from === 0 ? 0 : performance.now() + from * 1_000)
    },
  }
}
