export { createPricer, markOf } from './mark.ts'
export type { Pricer, Touch } from './mark.ts'
export { agrees, valueHoldings } from './valuation.ts'
export type { HeldAsset, Valuation } from './valuation.ts'
