import { assert } from '#core/assert'

/** Division of integers rounded towards minus infinity. The denominator is positive. */
export function floorDivide(numerator: bigint, denominator: bigint): bigint {
  assert(denominator > 0n, 'a denominator is positive')
  const quotient = numerator / denominator
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient
}

/** Division of integers rounded towards plus infinity. The denominator is positive. */
export function ceilDivide(numerator: bigint, denominator: bigint): bigint {
  return -floorDivide(-numerator, denominator)
}

/** The rounding of every fee: up, so that a fee is never too small (order-semantics d1). Both sides are not negative. */
export function roundFeeUp(numerator: bigint, denominator: bigint): bigint {
  assert(numerator >= 0n, 'a fee is charged on something received')
  return ceilDivide(numerator, denominator)
}
