import type { Rule } from '../finding.ts'
import { zoneOf } from '../zones.ts'
import type { Zone } from '../zones.ts'

interface Ban {
  readonly mentions: readonly string[]
  readonly instead: string
  readonly zones: readonly Zone['name'][]
}

const pure = ['core', 'contracts', 'services', 'facades'] as const

// Time, chance, money, configuration and output come from where a test can give its own.
const bans: readonly Ban[] = [
  {
    mentions: ['Date.now', 'new Date()', 'performance.now', 'process.hrtime'],
    instead: 'take the time from ctx.clock or as a parameter',
    zones: pure,
  },
  { mentions: ['Math.random', 'crypto.randomUUID', 'randomUUID'], instead: 'take ids from ctx.ids and chance from a seed', zones: pure },
  {
    mentions: ['parseFloat', 'Number.parseFloat'],
    instead: 'numbers are decimal strings: use #core/decimal',
    zones: [...pure, 'app', 'web'],
  },
  { mentions: ['process.env'], instead: 'read the environment in app and hand the value over', zones: [...pure, 'platform', 'web'] },
  { mentions: ['setTimeout', 'setInterval', 'setImmediate'], instead: 'use ctx.clock, or a job of the manifest', zones: pure },
  {
    mentions: ['console.log', 'console.error', 'console.warn', 'console.info', 'console.debug'],
    instead: 'use the log you were given',
    zones: [...pure, 'platform', 'web'],
  },
  { mentions: ['eval', 'Function.constructor'], instead: 'write the code', zones: [...pure, 'platform', 'app', 'web'] },
]

/** Calls that make code untestable or inexact, each with its replacement. */
export const bannedCalls: Rule = {
  name: 'banned-calls',
  check: tree =>
    tree.files.flatMap(file => {
      const { name } = zoneOf(file.path)
      const applicable = bans.filter(ban => ban.zones.includes(name))
      if (applicable.length === 0) return []
      return (file.facts()?.mentions ?? []).flatMap(({ value, line }) => {
        const ban = applicable.find(({ mentions }) => mentions.includes(value))
        return ban === undefined ? [] : [{ path: file.path, line, message: `${value}: ${ban.instead}` }]
      })
    }),
}
