import { bookInvariants } from './invariants.model.ts'
import { createReferenceBook } from './reference.ts'
import { bookRules } from './rules.model.ts'

bookRules('the naive book', createReferenceBook)
bookInvariants('the naive book', createReferenceBook, { runs: 100 })
