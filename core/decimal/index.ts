export { compareDecimals, decimalScale, formatDecimal, parseDecimal, powerOfTen, rescale, trimDecimal, SCALE_MAX } from './decimal.ts'
export { ceilDivide, floorDivide, roundFeeUp } from './rounding.ts'
