import { readRevocations } from '#contracts/procedures'
import type { Context } from '#platform/service'
import { limits } from './limits.ts'
import type { RealtimeManifest } from './manifest.ts'

/** Rows auth gives at once; as many mean that there are more. */
const pageRows = 10_000
/** Numbers are given before commits: the last ones are read again, or a late commit would be missed. */
const overlap = 500n
/** Ended sessions remembered; the oldest are forgotten first. */
const rememberedMax = 200_000

export interface Revocations {
  /** Learns the sessions that ended since the last call. */
  refresh(): Promise<void>
  has(sessionId: string): boolean
  /** False when the last news is too old to trust anybody. */
  isTrusted(): boolean
}

/** Ended sessions, so that an open socket does not outlive its session by more than 5 s. */
export function createRevocations(context: Context<RealtimeManifest>): Revocations {
  const ended = new Set<string>()
  let last = 0n
  let refreshedAt = -Infinity
  return {
    async refresh() {
      const startedAt = context.clock.monotonic()
      let after = last > overlap ? last - overlap : 0n
      for (let rows = pageRows; rows === pageRows;) {
        const page = await context.call<{ seq: bigint; session_id: string }>(readRevocations, [after])
        for (const { seq, session_id: id } of page) {
          ended.add(id)
          after = seq
          if (seq > last) last = seq
        }
        rows = page.length
      }
      for (const id of ended) {
        if (ended.size <= rememberedMax) break
        ended.delete(id)
      }
      refreshedAt = startedAt
    },
    has: id => ended.has(id),
    isTrusted: () => context.clock.monotonic() - refreshedAt < limits.trustedMs,
  }
}
