import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiProblem } from '../../data/request.ts'
import { useStore } from '../../data/store.ts'
import { useTerminal } from '../../data/terminal.ts'

/** True while the platform has not answered since the page was opened: neither its stream nor its API. */
export function useAwaySinceOpened(): boolean {
  const { socket, queries } = useTerminal()
  const { status } = useStore(socket.state)
  const [wasOpen, setWasOpen] = useState(false)
  if (status === 'open' && !wasOpen) setWasOpen(true)
  const answer = useQuery({ ...queries.status(), enabled: status === 'offline' && !wasOpen })
  return status === 'offline' && !wasOpen && answer.error instanceof ApiProblem && answer.error.code === 'UNREACHABLE'
}

/** Loads the page anew when the platform is back: what could not be loaded meanwhile is asked for again. */
export function useReloadWhenBack(isAway: boolean): void {
  const wasAway = useRef(false)
  useEffect(() => {
    if (wasAway.current && !isAway) location.reload()
    wasAway.current = isAway
  }, [isAway])
}
