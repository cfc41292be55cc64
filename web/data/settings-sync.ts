import type { getSettings, putSettings } from '#contracts/routes/settings'
import type { Session } from './session.ts'
import { readSettings, type Settings } from './settings.ts'
import type { Store } from './store.ts'

/** A layout that is dragged changes many times a second. */
const settleMs = 1_000

/** Keeps what a person chose with the platform as well: what is there is taken at sign-in, what changes after that is put there. */
export function syncSettings(settings: Store<Settings>, session: Session): void {
  let taken: Settings | undefined
  let owner: string | undefined
  let timer: ReturnType<typeof setTimeout> | undefined

  async function take(user: string): Promise<void> {
    try {
      const { body } = await session.call<typeof getSettings>('GET', '/me/settings')
      if (owner !== user || Object.keys(body).length === 0) return
      taken = readSettings(body)
      settings.set(taken)
    } catch {
      // Those of this browser hold until the next visit.
    }
  }
  async function put(): Promise<void> {
    try {
      await session.call<typeof putSettings>('PUT', '/me/settings', { body: { ...settings.get() } })
    } catch {
      // The next change is put there with this one.
    }
  }
  session.state.subscribe(() => {
    const state = session.state.get()
    const user = state.status === 'signed_in' ? state.user.id : undefined
    if (user === owner) return
    owner = user
    clearTimeout(timer)
    if (user !== undefined) void take(user)
  })
  settings.subscribe(() => {
    if (owner === undefined || settings.get() === taken) return
    clearTimeout(timer)
    timer = setTimeout(() => void put(), settleMs)
  })
}
