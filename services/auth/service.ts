import { reply } from '#contracts/kit'
import { refuse } from '#contracts/problems'
import { defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import * as store from './auth-store.ts'
import { manifest } from './manifest.ts'
import { createPasswords } from './passwords.ts'
import { keyOf, registerUser } from './register.ts'
import { cookie, cookieName, openSession, rotate, toAnswer, toUser } from './sessions.ts'
import { hashOf, openSigner } from './tokens.ts'

const ticketLifeSeconds = 30
const ticketBytes = 24

export const auth: Service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
  const passwords = createPasswords()
  const signer = await openSigner(context)
  const { clock } = context
  return {
    routes: {
      register: async call => {
        const { body, headers } = await registerUser(context, passwords, signer, call)
        return { ...reply(201, body), headers }
      },
      login: async ({ body: { login, password, session: kind = 'token' } }) => {
        const [user] = await context.sql.query<store.UserRow>(store.userByLogin(keyOf(login)))
        if (!(await passwords.matches(user?.password_hash, password)) || user === undefined) refuse('INVALID_CREDENTIALS')
        const session = await context.write(tx => openSession(tx, context, user.id, kind))
        const { body, headers } = await toAnswer(signer, user, { ...session, kind })
        return { ...reply(200, body), headers }
      },
      refresh: async ({ body: { refresh_token: given }, cookies }) => {
        const token =
          given ?? cookies[cookieName] ?? refuse('INVALID_REFRESH_TOKEN', 'Send refresh_token, or the cookie of a cookie session')
        const session = await rotate(context, signer, token)
        const { body, headers } = await toAnswer(signer, session.user, session)
        return { ...reply(200, body), headers }
      },
      logout: async ({ body: { refresh_token: given }, cookies, principal }) => {
        const token = given ?? cookies[cookieName]
        const [row] = token === undefined ? [] : await context.sql.query<{ id: string }>(store.lockRefreshToken(hashOf(token)))
        const sessionId = row?.id ?? principal?.sessionId
        if (sessionId !== undefined) await context.sql.query(store.revokeSession(sessionId, null, clock.now()))
        return { ...reply(204, null), headers: { 'set-cookie': cookie('', 0) } }
      },
      me: async ({ principal }) => {
        const [user] = await context.sql.query<store.UserRow>(store.userById(principal.userId))
        return reply(200, toUser(user ?? refuse('UNAUTHENTICATED')))
      },
      listSessions: async ({ principal }) => {
        const rows = await context.sql.query<store.SessionRow>(store.sessionsOf(principal.userId, clock.now()))
        const time = (at: number): string => new Date(at).toISOString()
        return reply(200, {
          items: rows.map(row => ({
            id: row.id,
            created_at: time(row.created_at),
            last_used_at: time(row.last_used_at),
            expires_at: time(row.expires_at),
            current: row.id === principal.sessionId,
          })),
        })
      },
      revokeSession: async ({ principal, params }) => {
        const ended = await context.sql.query(store.revokeSession(params.id, principal.userId, clock.now()))
        if (ended.length === 0) refuse('UNKNOWN_SESSION')
        return reply(204, null)
      },
      wsTicket: async ({ principal }) => {
        const ticket = context.ids.token(ticketBytes)
        await context.sql.query(store.insertTicket(hashOf(ticket), principal.sessionId, clock.now() + ticketLifeSeconds * 1_000))
        return reply(200, { ticket, expires_in: ticketLifeSeconds })
      },
    },
    consumers: {},
    jobs: {
      forgetExpired: async () => {
        for (const statement of store.forgetExpired(clock.now())) await context.sql.query(statement)
      },
    },
    ready: async () => undefined,
  }
})
