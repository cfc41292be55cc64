import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ceilDivide,
  compareDecimals,
  decimalScale,
  floorDivide,
  formatDecimal,
  parseDecimal,
  rescale,
  roundFeeUp,
  trimDecimal,
} from '#core/decimal'

const units = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
const scale = fc.integer({ min: 0, max: 8 })

describe('decimal text', () => {
  test('what is formatted reads back as the same integer', () => {
    fc.assert(fc.property(units, scale, (amount, digits) => parseDecimal(formatDecimal(amount, digits), digits) === amount))
  })
  test('only plain decimals are read', () => {
    for (const text of [
      '',
      '-',
      '.',
      '1.',
      '.5',
      '+1',
      '1e3',
      '1E3',
      ' 1',
      '1 ',
      '0x1',
      '1,5',
      'NaN',
      'Infinity',
      '--1',
      '1.2.3',
      '١',
      '1_000',
      '1'.repeat(41),
    ])
      expect(parseDecimal(text, 8), text).toBe('malformed')
  })
  test('digits beyond the scale are refused, zeros are not', () => {
    expect(parseDecimal('1.005', 2)).toBe('too_precise')
    expect(parseDecimal('1.50000000', 1)).toBe(15n)
    expect(parseDecimal('007.5', 1)).toBe(75n)
    expect(parseDecimal('-0.5', 1)).toBe(-5n)
    expect(parseDecimal('-0.5', 0)).toBe('too_precise')
    expect(parseDecimal('-0', 2)).toBe(0n)
    expect(parseDecimal('12', 0)).toBe(12n)
  })
  test('negatives keep their sign below one', () => {
    expect(formatDecimal(-5n, 1)).toBe('-0.5')
    expect(formatDecimal(0n, 3)).toBe('0.000')
    expect(formatDecimal(-12345n, 0)).toBe('-12345')
  })
  test('trimming keeps the value and the scale that matters', () => {
    expect(trimDecimal('100')).toBe('100')
    expect(trimDecimal('1.500')).toBe('1.5')
    expect(trimDecimal('2.00')).toBe('2')
    expect(decimalScale('0.01000000')).toBe(2)
    expect(decimalScale('1.00')).toBe(0)
    fc.assert(
      fc.property(
        units,
        scale,
        (amount, digits) => compareDecimals(trimDecimal(formatDecimal(amount, digits)), formatDecimal(amount, digits)) === 0,
      ),
    )
  })
  test('comparing is by value, not by text', () => {
    expect(compareDecimals('10', '9.99')).toBe(1)
    expect(compareDecimals('1.0', '1')).toBe(0)
    expect(compareDecimals('-2', '1')).toBe(-1)
  })
})

describe('rounding', () => {
  test('floor and ceiling enclose the quotient', () => {
    fc.assert(
      fc.property(units, fc.bigInt({ min: 1n, max: 10n ** 20n }), (numerator, denominator) => {
        const low = floorDivide(numerator, denominator)
        const high = ceilDivide(numerator, denominator)
        return (
          low * denominator <= numerator &&
          numerator <= high * denominator &&
          high - low <= 1n &&
          (high === low) === (numerator % denominator === 0n)
        )
      }),
    )
  })
  test('a fee is rounded up', () => {
    expect(roundFeeUp(1n, 1000n)).toBe(1n)
    expect(roundFeeUp(0n, 1000n)).toBe(0n)
    expect(() => roundFeeUp(-1n, 1000n)).toThrow('received')
  })
  test('a change of scale is exact or breaks an invariant', () => {
    expect(rescale(150n, 2, 1)).toBe(15n)
    expect(rescale(15n, 1, 3)).toBe(1500n)
    expect(() => rescale(151n, 2, 1)).toThrow('loses no digit')
  })
})
