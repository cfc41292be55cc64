export { drawdownMax, equityOf, totalReturn } from './returns.ts'
export type { EquityPoint, Holding } from './returns.ts'
export { ratiosOf } from './ratios.ts'
export type { Ratios } from './ratios.ts'
