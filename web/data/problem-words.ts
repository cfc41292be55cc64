/** Refusals in the language of the reader. */
import { type ProblemCode, problems } from '#contracts/problems'
import type { TextKey, Translate } from '../i18n/texts.ts'
import { ApiProblem } from './request.ts'

/** What a failure says: the words for its code where the language has some, else the platform's own sentence. */
export function problemWords(text: Translate, error: Error): string {
  const detail = error.message
  return error instanceof ApiProblem && isKnown(error.code) ? text(`problem.${error.code}`, { detail }) : detail
}
/** What a change that failed says; `otherwise` where it was not the platform that refused. */
export function failureWords(text: Translate, error: unknown, otherwise: TextKey): string {
  return error instanceof ApiProblem ? problemWords(text, error) : text(otherwise)
}
/** The meaning of a code of the catalogue; undefined for any other. */
export function codeWords(text: Translate, code: string): string | undefined {
  return isProblem(code) ? text(`problem.${code}`, { detail: problems[code].title }) : undefined
}

/** A newer platform may know more codes than this page. */
function isKnown(code: ApiProblem['code']): boolean {
  return code === 'UNREACHABLE' || isProblem(code)
}
function isProblem(code: string): code is ProblemCode {
  return Object.hasOwn(problems, code)
}
