import { getStatus } from '#contracts/routes/system'
import { tickerUpdated } from '#contracts/topics/market'
import { defineManifest } from '#platform/service'

export const manifest = defineManifest({
  name: 'auditor',
  owns: 'The check of the books: recomputes every invariant from the tables of all services, and tells how the platform is doing.',
  routes: { getStatus },
  procedures: {},
  uses: {},
  consumes: {},
  follows: [],
  hears: { tickerUpdated },
  produces: [],
  volatile: [],
  tables: [],
  partitions: {},
  jobs: { auditBooks: 1_000 },
  replicated: true,
})
