import { assert } from '#core/assert'
import type { QueueModel } from './queue-model.ts'

/**
 * The conservative queue: everybody who leaves was behind us. Only trades and a level smaller than our place move us
 * forward. Errs by 4 to 6 % of true volume on deep recorded queues, never much too early (fill-truth.md).
 */
export const riskAverse: QueueModel = {
  name: 'risk_averse',
  join: shown => shown,
  trade: (ahead, lots) => {
    assert(ahead >= 0 && lots >= 0, 'queue places and trades are not negative')
    return Math.max(0, ahead - lots)
  },
  change: (ahead, level) => {
    assert(level.shownNow >= 0, 'a displayed size is not negative')
    return Math.min(ahead, level.shownNow)
  },
}
