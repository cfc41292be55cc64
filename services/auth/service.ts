import { reply } from '#contracts/kit'
import { refuse } from '#contracts/problems'
import { defineService, type Service } from '#platform/service'
import { migrationsIn } from '#platform/sql'
import * as store from './auth-store.ts'
import { manifest } from './manifest.ts'
import { admitCookie, cookieOf, refreshTokenOf } from './cookies.ts'
import { keyOf } from './credentials.ts'
import { openGuest, upgradeGuest } from './guest.ts'
import { list, revoke, ticket } from './own-sessions.ts'
import { createPasswords } from './passwords.ts'
import { registerUser } from './register.ts'
import { openSession, rotate, toAnswer, toUser } from './sessions.ts'
import { readSettings, writeSettings } from './settings.ts'
import { hashOf, openSigner } from './tokens.ts'

export const auth: Service = defineService(manifest, migrationsIn(new URL('./migrations/', import.meta.url)), async context => {
  const passwords = createPasswords()
  const signer = await openSigner(context)
  const { clock } = context
  const use = { context, passwords, signer }
  return {
    routes: {
      register: async call => {
        const { body, headers } = await registerUser(use, call)
        return { ...reply(201, body), headers }
      },
      guest: async call => {
        const { body, headers } = await openGuest(use, call)
        return { ...reply(201, body), headers }
      },
      upgrade: async call => reply(200, toUser(await upgradeGuest(use, call))),
      login: async ({ body: { login, password, session: kind = 'token' }, arrival }) => {
        admitCookie(kind, arrival)
        const [user] = await context.sql.query<store.UserRow>(store.userByLogin(keyOf(login)))
        if (!(await passwords.matches(user?.password_hash ?? undefined, password)) || user === undefined) refuse('INVALID_CREDENTIALS')
        const session = await context.write(tx => openSession(tx, context, user.id, kind))
        const { body, headers } = await toAnswer(signer, user, session, arrival)
        return { ...reply(200, body), headers }
      },
      refresh: async call => {
        const token =
          refreshTokenOf(call.body.refresh_token, call) ??
          refuse('INVALID_REFRESH_TOKEN', 'Send refresh_token, or the cookie of a cookie session')
        const session = await rotate(context, signer, token)
        const { body, headers } = await toAnswer(signer, session.user, session, call.arrival)
        return { ...reply(200, body), headers }
      },
      logout: async call => {
        const token = refreshTokenOf(call.body.refresh_token, call)
        const [row] = token === undefined ? [] : await context.sql.query<{ id: string }>(store.lockRefreshToken(hashOf(token)))
        const sessionId = row?.id ?? call.principal?.sessionId
        if (sessionId !== undefined) await context.sql.query(store.revokeSession(sessionId, null, clock.now()))
        return { ...reply(204, null), headers: { 'set-cookie': cookieOf('', 0, call.arrival) } }
      },
      me: async ({ principal }) => {
        const [user] = await context.sql.query<store.UserRow>(store.userById(principal.userId))
        return reply(200, toUser(user ?? refuse('UNAUTHENTICATED')))
      },
      listSessions: call => list(context, call),
      revokeSession: call => revoke(context, call),
      wsTicket: call => ticket(context, call),
      getSettings: async ({ principal }) => reply(200, await readSettings(context, principal.userId)),
      putSettings: async ({ principal, body }) => reply(200, await writeSettings(context, principal.userId, body)),
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
