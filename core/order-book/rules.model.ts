import { describe } from 'vitest'
import { houseRules } from './rules-house.model.ts'
import { listRules } from './rules-lists.model.ts'
import { restingRules } from './rules-resting.model.ts'
import { restoreRules } from './rules-restore.model.ts'
import { takerRules } from './rules-takers.model.ts'
import { waitingRules } from './rules-waiting.model.ts'
import type { Book } from './types.ts'

/** Every rule of README.md as a story that any book must tell the same way. */
export function bookRules(name: string, createBook: () => Book): void {
  describe(`${name} keeps the rules`, () => {
    takerRules(createBook)
    restingRules(createBook)
    houseRules(createBook)
    waitingRules(createBook)
    listRules(createBook)
    restoreRules(createBook)
  })
}
