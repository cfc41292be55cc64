import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { revokeSession } from '#contracts/routes/auth'
import { ApiProblem } from '../../data/request.ts'
import { useTerminal, useText } from '../../data/terminal.ts'

export interface Ending {
  readonly isBusy: boolean
  /** Ends sessions of one's own that are not this one. */
  end(ids: readonly string[]): Promise<void>
  /** Ends these, and then this one: whoever wants in signs in again. */
  leaveEverywhere(ids: readonly string[]): Promise<void>
}

/** Ends sessions; one that has ended meanwhile is as good. */
export function useEnding(): Ending {
  const { session, notices, queries } = useTerminal()
  const text = useText()
  const cache = useQueryClient()
  const [isBusy, setBusy] = useState(false)

  async function revoke(id: string): Promise<void> {
    try {
      await session.call<typeof revokeSession>('DELETE', '/auth/sessions/:id', { params: { id } })
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'UNKNOWN_SESSION') throw error
    }
  }
  async function attempt(work: () => Promise<unknown>): Promise<void> {
    if (isBusy) return
    setBusy(true)
    try {
      await work()
    } catch (error) {
      notices.say({ tone: 'bad', sentence: error instanceof ApiProblem ? error.message : text('common.unexpected') })
    } finally {
      setBusy(false)
    }
  }
  const endAll = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) await revoke(id)
  }
  return {
    isBusy,
    end: ids =>
      attempt(async () => {
        await endAll(ids)
        await cache.invalidateQueries({ queryKey: queries.sessions().queryKey })
        notices.say({ tone: 'good', sentence: text('settings.sessions.ended', { count: ids.length }) })
      }),
    leaveEverywhere: ids =>
      attempt(async () => {
        await endAll(ids)
        await session.logout()
      }),
  }
}
