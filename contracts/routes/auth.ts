import Type, { type Static } from 'typebox'
import { Closed, defineRoute, Id, List, Timestamp } from '../kit.ts'

export const User = Closed({
  id: Id,
  email: Type.Union([Type.String(), Type.Null()]),
  username: Type.String(),
  role: Type.Enum(['guest', 'user', 'moderator', 'admin']),
  created_at: Timestamp,
})
export type User = Static<typeof User>

export const TokenPair = Closed({
  user: User,
  access_token: Type.String({ description: 'EdDSA JWT, valid for 10 minutes' }),
  token_type: Type.Literal('Bearer'),
  expires_in: Type.Integer({ description: 'Seconds the access token lives' }),
  refresh_token: Type.Optional(Type.String({ description: 'Single use; absent when the session keeps it in a cookie' })),
})
export type TokenPair = Static<typeof TokenPair>

const Email = Type.String({ maxLength: 254, pattern: '^[^@\\s\\u0000-\\u001f]{1,64}@[^@\\s\\u0000-\\u001f]{1,189}$' })
const Username = Type.String({ minLength: 3, maxLength: 32, pattern: '^[A-Za-z0-9_.-]+$' })
const Password = Type.String({ minLength: 12, maxLength: 128 })
const SessionKind = Type.Optional(Type.Enum(['token', 'cookie']))

export const register = defineRoute({
  method: 'POST',
  path: '/auth/register',
  summary: 'Create a user with a paper account',
  access: 'public',
  weight: 5,
  body: Closed({ email: Email, username: Username, password: Password, session: SessionKind }),
  replies: { 201: TokenPair },
  problems: ['EMAIL_TAKEN', 'USERNAME_TAKEN', 'WEAK_PASSWORD', 'OVERLOADED', 'CROSS_SITE'],
})
export const guest = defineRoute({
  method: 'POST',
  path: '/auth/guest',
  summary: 'An account without sign-up: a guest with a paper account, who trades like any user',
  access: 'public',
  weight: 10,
  body: Closed({ session: SessionKind }),
  replies: { 201: TokenPair },
  problems: ['CROSS_SITE'],
})
export const upgrade = defineRoute({
  method: 'POST',
  path: '/auth/upgrade',
  summary: 'Make my guest account one with email and password; account, orders and sessions stay, tokens say so from the next refresh on',
  access: 'user',
  weight: 5,
  body: Closed({ email: Email, username: Username, password: Password }),
  replies: { 200: User },
  problems: ['NOT_A_GUEST', 'EMAIL_TAKEN', 'USERNAME_TAKEN', 'WEAK_PASSWORD', 'OVERLOADED'],
})
export const login = defineRoute({
  method: 'POST',
  path: '/auth/login',
  summary: 'Sign in with email or username',
  access: 'public',
  weight: 5,
  body: Closed({
    login: Type.String({ minLength: 1, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 128 }),
    session: SessionKind,
  }),
  replies: { 200: TokenPair },
  problems: ['INVALID_CREDENTIALS', 'OVERLOADED', 'CROSS_SITE'],
})
const RefreshBody = Closed({ refresh_token: Type.Optional(Type.String({ maxLength: 200 })) })
export const refresh = defineRoute({
  method: 'POST',
  path: '/auth/refresh',
  summary: 'Trade a refresh token (or the cookie) for a new pair',
  access: 'public',
  body: RefreshBody,
  replies: { 200: TokenPair },
  problems: ['INVALID_REFRESH_TOKEN', 'CROSS_SITE'],
})
export const logout = defineRoute({
  method: 'POST',
  path: '/auth/logout',
  summary: 'End this session',
  access: 'public',
  body: RefreshBody,
  replies: { 204: Type.Null() },
  problems: ['CROSS_SITE'],
})
export const me = defineRoute({
  method: 'GET',
  path: '/auth/me',
  summary: 'Who am I',
  access: 'user',
  replies: { 200: User },
  problems: [],
})
export const Session = Closed({ id: Id, created_at: Timestamp, last_used_at: Timestamp, expires_at: Timestamp, current: Type.Boolean() })
export const listSessions = defineRoute({
  method: 'GET',
  path: '/auth/sessions',
  summary: 'My sessions',
  access: 'user',
  replies: { 200: List(Session) },
  problems: [],
})
export const revokeSession = defineRoute({
  method: 'DELETE',
  path: '/auth/sessions/:id',
  summary: 'End one of my sessions; its tokens stop working within a second',
  access: 'user',
  params: Closed({ id: Id }),
  replies: { 204: Type.Null() },
  problems: ['UNKNOWN_SESSION'],
})
export const wsTicket = defineRoute({
  method: 'POST',
  path: '/auth/ws-ticket',
  summary: 'A single-use ticket for /ws, valid for 30 seconds',
  access: 'user',
  replies: { 200: Closed({ ticket: Type.String(), expires_in: Type.Integer() }) },
  problems: [],
})
