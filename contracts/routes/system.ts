import Type, { type Static } from 'typebox'
import { Closed, defineRoute, Nullable, Symbol_, Timestamp } from '../kit.ts'
import { FeedSource, FeedState } from './market.ts'

export const Status = Closed({
  version: Type.String(),
  services: Type.Array(Closed({ name: Type.String(), state: Type.Enum(['ready', 'starting', 'failed']) })),
  feed: Type.Array(Closed({ symbol: Symbol_, source: FeedSource, state: FeedState, age_ms: Nullable(Type.Integer()) })),
  feed_note: Nullable(Type.String()),
  books: Closed({
    state: Type.Enum(['unknown', 'balanced', 'broken']),
    checked_at: Nullable(Timestamp),
    violations: Type.Array(Type.String()),
  }),
})
export type Status = Static<typeof Status>
export const getStatus = defineRoute({
  method: 'GET',
  path: '/status',
  summary: 'How the platform is doing',
  access: 'public',
  replies: { 200: Status },
  problems: [],
})
