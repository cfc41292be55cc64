import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

const windowSeconds = 60

export interface RateLimitConfig {
  /** Points a minute of a signed-in user, of an address, and of an address on the sign-in routes. */
  readonly userPerMinute: number
  readonly addressPerMinute: number
  readonly signInPerMinute: number
}
export interface LimitState {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  readonly resetSeconds: number
}
/** Which limit a call counts against. */
export type LimitName = 'user' | 'address' | 'signIn'
export interface RateLimits {
  take(name: LimitName, key: string, points: number): Promise<LimitState>
}

/** Points per minute and caller, kept in this process. */
export function createRateLimits(config: RateLimitConfig): RateLimits {
  const limiter = (points: number, keyPrefix: string): RateLimiterMemory =>
    new RateLimiterMemory({ points, duration: windowSeconds, keyPrefix })
  const limiters: Readonly<Record<LimitName, RateLimiterMemory>> = {
    user: limiter(config.userPerMinute, 'user'),
    address: limiter(config.addressPerMinute, 'address'),
    signIn: limiter(config.signInPerMinute, 'sign-in'),
  }
  return {
    async take(name, key, points) {
      const chosen = limiters[name]
      try {
        return toState(true, chosen.points, await chosen.consume(key, points))
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return toState(false, chosen.points, refused)
        throw refused
      }
    },
  }
}

function toState(allowed: boolean, limit: number, result: RateLimiterRes): LimitState {
  return {
    allowed,
    limit,
    remaining: Math.max(0, result.remainingPoints),
    resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
  }
}
