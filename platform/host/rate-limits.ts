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
export interface RateLimits {
  take(key: string, signedIn: boolean, signInRoute: boolean, points: number): Promise<LimitState>
}

/** Points per minute and caller, kept in this process. */
export function createRateLimits(config: RateLimitConfig): RateLimits {
  const limiter = (points: number, keyPrefix: string): RateLimiterMemory =>
    new RateLimiterMemory({ points, duration: windowSeconds, keyPrefix })
  const users = limiter(config.userPerMinute, 'user')
  const addresses = limiter(config.addressPerMinute, 'address')
  const signIns = limiter(config.signInPerMinute, 'sign-in')
  return {
    async take(key, signedIn, signInRoute, points) {
      const chosen = signedIn ? users : signInRoute ? signIns : addresses
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
