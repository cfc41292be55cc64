import { describe } from 'vitest'
import { contingencyRules } from './rules-contingency.model.ts'
import { startRules } from './rules-start.model.ts'
import type { Book } from './types.ts'

/** Orders that depend on each other. */
export function listRules(createBook: () => Book): void {
  describe('lists', () => {
    startRules(createBook)
    contingencyRules(createBook)
  })
}
