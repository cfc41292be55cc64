import type { FieldError } from '#contracts/problems'
import { problemWords } from '../../data/problem-words.ts'
import type { ApiProblem } from '../../data/request.ts'
import type { TextKey, Translate } from '../../i18n/texts.ts'

/** A sentence for each field that was refused. */
export type FieldMessages = Readonly<Partial<Record<string, string>>>

/** Where the answer does not say how long. */
const waitSecondsDefault = 60

export interface Refusal {
  readonly sentence: string
  readonly fields: FieldMessages
  /** How long another try would be refused; 0 where it would not. */
  readonly waitSeconds: number
}
/** What a refused sign-up or sign-in says, and beside which fields. Undefined is a failure nobody foresaw. */
export function describeRefusal(text: Translate, problem: ApiProblem | undefined): Refusal {
  if (problem === undefined) return { sentence: text('common.unexpected'), fields: {}, waitSeconds: 0 }
  if (problem.code === 'RATE_LIMITED') {
    const waitSeconds = problem.retryAfterSeconds ?? waitSecondsDefault
    return { sentence: text('account.tooMany', { seconds: waitSeconds }), fields: {}, waitSeconds }
  }
  // Where a field breaks several rules, the first is told.
  const fields = Object.fromEntries(problem.errors.toReversed().map(error => [error.field, sentenceOf(text, error)]))
  const isTold = Object.keys(fields).length > 0
  return { sentence: isTold ? text('account.lookAtField') : problemWords(text, problem), fields, waitSeconds: 0 }
}

const tooShort = 'must have at least this many characters:'
const own: Readonly<Record<string, TextKey>> = {
  'email must match': 'account.rule.email',
  'email must be new': 'account.rule.emailTaken',
  'username must be new': 'account.rule.usernameTaken',
  'username must match': 'account.rule.username',
  [`login ${tooShort}`]: 'account.rule.login',
}

function sentenceOf(text: Translate, { field, rule, limit }: FieldError): string {
  const told = own[`${field} ${rule}`]
  if (told !== undefined) return text(told)
  if (rule === tooShort && limit !== undefined) return limit === '1' ? text('account.rule.empty') : text('account.rule.short', { limit })
  return text('account.rule.other', { rule, limit: limit ?? '' })
}
