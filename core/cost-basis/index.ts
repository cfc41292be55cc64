export { applyFill, EMPTY_POSITION, unrealizedOf } from './position.ts'
export type { CostBasisMethod, Lot, Position, PositionFill } from './position.ts'
