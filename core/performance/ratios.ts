/** Statistics of a series of periodic simple returns. Numbers, for they are estimates and never money; null = undefined. */
export interface Ratios {
  readonly sharpe: number | null
  readonly sortino: number | null
  readonly volatility: number | null
  readonly sampleSize: number
  readonly periodsPerYear: number
}

/** Fewer returns than this say nothing about a ratio (order-semantics d15). */
const SAMPLE_SIZE_MIN = 20
/** A market that never closes has this many days a year. */
const PERIODS_PER_YEAR = 365

/**
 * Sharpe, Sortino and volatility by the formulas of empyrical (d15): sample deviation with n − 1, downside over all n, no
 * risk-free return. Null with fewer than `sampleSizeMin` returns or where the divisor is zero; never 0, Infinity or −100.
 */
export function ratiosOf(returns: readonly number[], periodsPerYear = PERIODS_PER_YEAR, sampleSizeMin = SAMPLE_SIZE_MIN): Ratios {
  const sampleSize = returns.length
  if (sampleSize < Math.max(2, sampleSizeMin)) return { sharpe: null, sortino: null, volatility: null, sampleSize, periodsPerYear }
  const mean = meanOf(returns)
  const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (sampleSize - 1))
  const downside = Math.sqrt(meanOf(returns.map(value => Math.min(value, 0) ** 2)))
  const year = Math.sqrt(periodsPerYear)
  return {
    sharpe: quotient(mean * year, deviation),
    sortino: quotient(mean * year, downside),
    volatility: deviation * year,
    sampleSize,
    periodsPerYear,
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function quotient(numerator: number, denominator: number): number | null {
  // Rounding leaves a trace of deviation in equal returns; a ratio over such a trace is noise.
  return denominator > 1e-12 ? numerator / denominator : null
}
