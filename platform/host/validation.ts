import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { TSchema } from 'typebox'
import { type FieldError, Problem } from '#contracts/problems'

/** Errors shown for one request. */
const errorsMax = 20
const valueCharactersMax = 64

/** Bodies are taken as they are: a JSON number where a string is due is an error, not a conversion. */
const strict = new Ajv({ allErrors: true, strict: false, coerceTypes: false, useDefaults: true, removeAdditional: false })
/** Query strings and path parameters are text: numbers and booleans are read from it. */
const fromText = new Ajv({ allErrors: true, strict: false, coerceTypes: true, useDefaults: true, removeAdditional: false })

export type Check = (value: unknown) => void

/** A check that throws VALIDATION_FAILED naming every field that failed. Defaults of the schema are filled in. */
export function bodyCheck(schema: TSchema): Check {
  return asCheck(strict.compile(schema))
}
export function textCheck(schema: TSchema): Check {
  return asCheck(fromText.compile(schema))
}
/** True when a reply has the form its contract promises; used by tests and in development. */
export function replyErrors(schema: TSchema, value: unknown): readonly string[] {
  const validate = strict.compile(schema)
  return validate(value) ? [] : (validate.errors ?? []).map(error => `${error.instancePath} ${error.message}`)
}

function asCheck(validate: ValidateFunction): Check {
  return value => {
    if (validate(value)) return
    const errors = (validate.errors ?? [])
      .filter(error => error.keyword !== 'anyOf')
      .slice(0, errorsMax)
      .map(error => toFieldError(error, value))
    throw new Problem('VALIDATION_FAILED', describe(errors), errors)
  }
}

function describe(errors: readonly FieldError[]): string {
  const [first] = errors
  if (first === undefined) return 'The request does not have the form this route asks for'
  return `${first.field || 'The body'}: ${first.rule}${first.limit === undefined ? '' : ` ${first.limit}`}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`
}

function toFieldError(error: ErrorObject, root: unknown): FieldError {
  const parameters = error.params as Record<string, unknown>
  const path = error.instancePath.slice(1).replaceAll('/', '.')
  const name = parameters['missingProperty'] ?? parameters['additionalProperty']
  const field = name === undefined ? path : [path, String(name)].filter(Boolean).join('.')
  const limit =
    parameters['limit'] ?? parameters['type'] ?? parameters['pattern'] ?? parameters['allowedValue'] ?? parameters['allowedValues']
  const value = name === undefined && !secretFields.test(field) ? valueAt(root, error.instancePath) : undefined
  return {
    field,
    rule: ruleNames[error.keyword] ?? error.keyword,
    ...(value === undefined ? {} : { value: show(value) }),
    ...(limit === undefined ? {} : { limit: Array.isArray(limit) ? limit.join(', ') : String(limit) }),
  }
}

/** What a client sent here is never repeated to anybody. */
const secretFields = /password|token|ticket/

const ruleNames: Readonly<Record<string, string>> = {
  required: 'is required',
  additionalProperties: 'is not known here',
  type: 'must be a',
  pattern: 'must match',
  enum: 'must be one of',
  const: 'must be',
  minLength: 'must have at least this many characters:',
  maxLength: 'must have at most this many characters:',
  minimum: 'must be at least',
  maximum: 'must be at most',
}

function valueAt(root: unknown, pointer: string): unknown {
  let at = root
  for (const part of pointer.split('/').slice(1)) {
    if (typeof at !== 'object' || at === null) return undefined
    at = (at as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  }
  return at
}

/** The offending value, cut. */
function show(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > valueCharactersMax ? `${text.slice(0, valueCharactersMax)}…` : text
}
