/** Thrown when our own code broke a promise. Never caught to carry on: the process logs, stops and restarts. */
export class InvariantBroken extends Error {
  override readonly name = 'InvariantBroken'
}

/**
 * States what must hold at this point. Only for mistakes of ours, never for what a user or a feed sent.
 * @throws InvariantBroken with the sentence given
 */
export function assert(condition: unknown, mustHold: string): asserts condition {
  if (!condition) throw new InvariantBroken(mustHold)
}
