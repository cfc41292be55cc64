import Type from 'typebox'
import { defineRoute } from '../kit.ts'

/** Bytes of one user's settings as JSON. */
export const settingsBytesMax = 65_536
const Settings = Type.Record(Type.String(), Type.Unknown(), {
  description: "The user's own JSON object; the platform does not look into it",
})

export const getSettings = defineRoute({
  method: 'GET',
  path: '/me/settings',
  summary: 'My settings: what I last put there, an empty object before that',
  access: 'user',
  replies: { 200: Settings },
  problems: [],
})
export const putSettings = defineRoute({
  method: 'PUT',
  path: '/me/settings',
  summary: 'Replace my settings; the last write wins',
  access: 'user',
  bodyBytesMax: settingsBytesMax,
  body: Settings,
  replies: { 200: Settings },
  problems: ['BODY_TOO_LARGE'],
})
