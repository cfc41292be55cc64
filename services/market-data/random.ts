/** Chance from a seed: the same seed gives the same numbers on every machine (no transcendental functions). */
export interface Random {
  /** From 0 up to, not including, 1. */
  uniform(): number
  /** A whole number from 0 up to, not including, `count`. */
  below(count: number): number
  /** From 0 up to 1, mostly small: the cube of a uniform number. */
  skewed(): number
  chance(probability: number): boolean
  /** Mean 0, deviation 1, never beyond about 3.5. */
  normal(): number
}

/** `salt` keeps several users of one seed apart. */
export function createRandom(seed: number, salt: string): Random {
  let state = seed >>> 0
  for (const character of salt) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193) >>> 0
  function uniform(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  return {
    uniform,
    below: count => Math.floor(uniform() * count),
    skewed: () => {
      const number = uniform()
      return number * number * number
    },
    chance: probability => uniform() < probability,
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
  }
}
