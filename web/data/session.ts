/** Who is signed in. The access token lives in this closure only; the refresh token in a cookie no script can read. */
import type { guest, login, logout, refresh, register, TokenPair, upgrade, User } from '#contracts/routes/auth'
import { ApiProblem, type Call, request } from './request.ts'
import { createStore, type Readable } from './store.ts'

export type SessionState =
  | { readonly status: 'restoring' }
  | { readonly status: 'signed_out'; /** Not by the user: the session was no longer known. */ readonly hasEnded: boolean }
  | { readonly status: 'signed_in'; readonly user: User }
export interface Session {
  readonly state: Readable<SessionState>
  /** Takes up the session of the last visit, if there is one. */
  restore(): Promise<void>
  register(person: { readonly email: string; readonly username: string; readonly password: string }): Promise<void>
  login(person: { readonly login: string; readonly password: string }): Promise<void>
  /** An account without sign-up. */
  enterAsGuest(): Promise<void>
  /** Gives a guest a name and a password; everything of the account stays. */
  upgrade(person: { readonly email: string; readonly username: string; readonly password: string }): Promise<void>
  logout(): Promise<void>
  /** A call as the user; a token that has just expired is renewed once. */
  readonly call: Call
  /** Resolves when every change that was asked for so far has its answer, or after two seconds: nothing that is stuck may hold back a cancel. */
  settled(): Promise<void>
}

/** Says only that a cookie may be there: without it the first visit would ask for a session and be refused. */
const visitedKey = 'tradecraft.session'
const renewBeforeSeconds = 60
const retrySeconds = 5
const settledMsMax = 2_000

export function createSession(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Session {
  const state = createStore<SessionState>({ status: 'restoring' })
  let token: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let renewing: Promise<boolean> | undefined

  function signIn({ user, access_token: accessToken, expires_in: seconds }: TokenPair): void {
    token = accessToken
    storage.setItem(visitedKey, 'cookie')
    renewIn(Math.max(1, seconds - renewBeforeSeconds))
    const known = state.get()
    if (known.status !== 'signed_in' || known.user.id !== user.id) state.set({ status: 'signed_in', user })
  }
  function signOut(hasEnded = false): void {
    token = undefined
    clearTimeout(timer)
    storage.removeItem(visitedKey)
    state.set({ status: 'signed_out', hasEnded })
  }
  function renewIn(seconds: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void renew(), seconds * 1_000)
  }
  /** True when there is a fresh token. A refresh token works once, so that two pages of one browser take turns. */
  function renew(): Promise<boolean> {
    renewing ??= inTurn(renewOnce).finally(() => {
      renewing = undefined
    })
    return renewing
  }
  async function renewOnce(): Promise<boolean> {
    try {
      signIn((await request<typeof refresh>('POST', '/auth/refresh', { body: {}, keepalive: true })).body)
      return true
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'INVALID_REFRESH_TOKEN') {
        signOut(true)
        return false
      }
      renewIn(retrySeconds) // the platform is away: the session is still ours
      return false
    }
  }
  const calls = authorized(() => token, renew)
  return {
    state,
    ...calls,
    async restore() {
      if (storage.getItem(visitedKey) === null) signOut()
      else await renew()
    },
    async register(person) {
      signIn((await request<typeof register>('POST', '/auth/register', { body: { ...person, session: 'cookie' } })).body)
    },
    async login(person) {
      signIn((await request<typeof login>('POST', '/auth/login', { body: { ...person, session: 'cookie' } })).body)
    },
    async enterAsGuest() {
      signIn((await request<typeof guest>('POST', '/auth/guest', { body: { session: 'cookie' } })).body)
    },
    async upgrade(person) {
      state.set({ status: 'signed_in', user: (await calls.call<typeof upgrade>('POST', '/auth/upgrade', { body: person })).body })
      await renew() // the role stands in the token
    },
    async logout() {
      await request<typeof logout>('POST', '/auth/logout', { body: {}, token, keepalive: true })
      signOut()
    },
  }
}

/** One page of a browser at a time, where the browser can see to it (secure pages and localhost). */
async function inTurn(work: () => Promise<boolean>): Promise<boolean> {
  const { locks } = navigator as { readonly locks?: LockManager }
  return locks === undefined ? await work() : await locks.request('tradecraft.refresh', work)
}

/** Calls with the token of the moment, and once more where it had just expired and could be renewed. */
function authorized(token: () => string | undefined, renew: () => Promise<boolean>): Pick<Session, 'call' | 'settled'> {
  const changes = new Set<Promise<unknown>>()
  const ask: Call = async (method, path, options = {}) => {
    try {
      return await request(method, path, { ...options, token: token() })
    } catch (error) {
      const isExpired = error instanceof ApiProblem && error.code === 'UNAUTHENTICATED' && token() !== undefined
      if (!isExpired || !(await renew())) throw error
      return await request(method, path, { ...options, token: token() })
    }
  }
  return {
    call(method, path, options) {
      const answer = ask(method, path, options)
      if (method === 'GET' || path === '/orders/test') return answer // questions
      changes.add(answer)
      void answer.catch(() => undefined).then(() => changes.delete(answer))
      return answer
    },
    async settled() {
      await Promise.race([Promise.allSettled(changes), new Promise(done => setTimeout(done, settledMsMax))])
    },
  }
}
