import { isRevoked, openAccount, readPublicKeys, readRevocations, redeemTicket } from '#contracts/procedures'
import * as routes from '#contracts/routes/auth'
import { getSettings, putSettings } from '#contracts/routes/settings'
import { userRegistered } from '#contracts/topics/accounts'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'auth',
  owns: 'Users, sessions and settings: registration, guests, sign-in, rotating refresh tokens, revocation within a second.',
  routes: {
    register: routes.register,
    guest: routes.guest,
    upgrade: routes.upgrade,
    login: routes.login,
    refresh: routes.refresh,
    logout: routes.logout,
    me: routes.me,
    listSessions: routes.listSessions,
    revokeSession: routes.revokeSession,
    wsTicket: routes.wsTicket,
    getSettings,
    putSettings,
  },
  procedures: { readPublicKeys, readRevocations, isRevoked, redeemTicket },
  uses: { openAccount },
  consumes: {},
  follows: [],
  hears: {},
  produces: [userRegistered],
  volatile: [],
  tables: ['users', 'sessions', 'refresh_tokens', 'revocations', 'ws_tickets', 'signing_keys', 'settings'],
  partitions: {},
  jobs: { forgetExpired: 600_000 },
  replicated: true,
})
export type AuthManifest = typeof manifest
