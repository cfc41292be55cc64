import { hash, verify } from '@node-rs/argon2'
import { Problem } from '#contracts/problems'

/** OWASP's floor for argon2id: 19 MiB, two passes, one lane. About 50 ms each, so they have a queue of their own. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const runningMax = 2
const waitingMax = 64
/** A hash nobody's password has: signing in as nobody takes as long as signing in as somebody. */
const nobody = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$6d8s8nXnqkKfFh3ZcGhjuJz6o2xqyQpZrVq1i0y7Y3o'

export interface Passwords {
  hash(password: string): Promise<string>
  /** False for a wrong password and, in the same time, where there is no user. */
  matches(stored: string | undefined, password: string): Promise<boolean>
}

export function createPasswords(): Passwords {
  let running = 0
  const waiting: (() => void)[] = []
  async function queued<R>(work: () => Promise<R>): Promise<R> {
    if (waiting.length >= waitingMax) throw new Problem('OVERLOADED', 'Too many people are signing in; try again in a moment', [], 2)
    if (running >= runningMax) await new Promise<void>(go => waiting.push(go))
    running += 1
    try {
      return await work()
    } finally {
      running -= 1
      waiting.shift()?.()
    }
  }
  return {
    hash: password => queued(() => hash(password.normalize('NFKC'), cost)),
    matches: async (stored, password) => (await queued(() => verify(stored ?? nobody, password.normalize('NFKC')))) && stored !== undefined,
  }
}

const common = new Set([
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'administrator',
  'letmeinletmein',
  'iloveyou1234',
  'iloveyouiloveyou',
  'welcome12345',
  'welcome123456',
  'changeme1234',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwerty123456',
  'qwerty1234567',
  'qwertyqwerty',
  'abcdefghijkl',
  'abcdefghijklm',
  'abc123abc123',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'zaq12wsxcde3',
  'asdfghjkl123',
  'zxcvbnm12345',
  'monkey123456',
  'dragon123456',
  'football1234',
  'baseball1234',
  'superman1234',
  'princess1234',
  'sunshine1234',
  'trustno1trustno1',
  'correcthorsebatterystaple',
  'tradecraft123',
  'tradecraft1234',
  'tradecrafttradecraft',
  'bitcoin12345',
  'bitcoinbitcoin',
])

/** Why a password is refused, or undefined. Length is the contract's; this is the blocklist: known ones, own names, runs and repeats. */
export function weakness(password: string, username: string, email: string): string | undefined {
  const text = password.normalize('NFKC').toLowerCase()
  if (common.has(text)) return 'is one of the most used passwords'
  if (/^\d+$/.test(text)) return 'is only digits'
  if (new Set(text).size < 5) return 'repeats too few characters'
  for (const name of [username, email.split('@', 1)[0]!]) {
    if (name.length >= 4 && text.includes(name.toLowerCase()) && text.length - name.length < 8) return 'is little more than your name'
  }
  return undefined
}
