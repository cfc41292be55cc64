import { refuse } from '#contracts/problems'
import { settingsBytesMax } from '#contracts/routes/settings'
import type { Context } from '#platform/service'
import * as store from './auth-store.ts'
import type { AuthManifest } from './manifest.ts'

type Settings = Record<string, unknown>

export async function readSettings({ sql }: Context<AuthManifest>, userId: string): Promise<Settings> {
  const [row] = await sql.query<{ body: string }>(store.settingsOf(userId))
  return row === undefined ? {} : (JSON.parse(row.body) as Settings)
}

/** Keeps the whole object; of two writes the later one stays. */
export async function writeSettings({ sql, clock }: Context<AuthManifest>, userId: string, settings: Settings): Promise<Settings> {
  const body = JSON.stringify(settings) // a number may take more room than it came in
  if (new TextEncoder().encode(body).length > settingsBytesMax)
    refuse('BODY_TOO_LARGE', `Settings may have ${settingsBytesMax} bytes as JSON`)
  await sql.query(store.saveSettings(userId, body, clock.now()))
  return settings
}
