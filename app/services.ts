import { auditor } from '#services/auditor'
import { auth } from '#services/auth'
import { marketData } from '#services/market-data'
import { matching } from '#services/matching'
import { portfolio } from '#services/portfolio'
import { realtime } from '#services/realtime'
import { trading } from '#services/trading'
import { wallet } from '#services/wallet'
import type { Service } from '#platform/service'

/** Every service of this release, in the order they start. */
export const allServices: readonly Service[] = [auth, wallet, trading, matching, marketData, portfolio, realtime, auditor]
