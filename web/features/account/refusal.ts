import type { FieldError } from '#contracts/problems'
import type { ApiProblem } from '../../data/request.ts'

/** A sentence for each field that was refused. */
export type FieldMessages = Readonly<Partial<Record<string, string>>>

/** What a refused sign-up or sign-in says, and beside which fields. Undefined is a failure nobody foresaw. */
export function describeRefusal(problem: ApiProblem | undefined): { readonly sentence: string; readonly fields: FieldMessages } {
  if (problem === undefined) return { sentence: 'Something unexpected went wrong. Try again.', fields: {} }
  if (problem.code === 'RATE_LIMITED') {
    const wait = problem.retryAfterSeconds ?? 60
    return { sentence: `Too many tries from here. Wait ${wait} s and try again.`, fields: {} }
  }
  const fields = Object.fromEntries(problem.errors.map(error => [error.field, sentenceOf(error)]))
  const isTold = Object.keys(fields).length > 0
  return { sentence: isTold ? 'Please look at the marked field.' : problem.message, fields }
}

const tooShort = 'must have at least this many characters:'
const own: Readonly<Record<string, string>> = {
  'email must match': 'This is not an email address.',
  'email must be new': 'This email address has an account already: sign in instead.',
  'username must be new': 'This username is taken.',
  'username must match': 'Letters, digits, and . _ - only.',
  [`login ${tooShort}`]: 'Enter your email or username.',
}

function sentenceOf({ field, rule, limit }: FieldError): string {
  const told = own[`${field} ${rule}`]
  if (told !== undefined) return told
  if (rule === tooShort && limit !== undefined) return limit === '1' ? 'This must not be empty.' : `At least ${limit} characters.`
  return `This ${rule}${limit === undefined ? '' : ` ${limit}`}.`
}
