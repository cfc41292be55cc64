import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { TSchema } from 'typebox'
import { isTime } from '#contracts/kit'
import { type FieldError, Problem } from '#contracts/problems'

/** Errors shown for one request. */
const errorsMax = 20
const valueCharactersMax = 64

/** Values are taken as they are: a JSON number where a string is due is an error, not a conversion. */
const ajv = new Ajv({ allErrors: true, strict: false, coerceTypes: false, useDefaults: true, removeAdditional: false })
ajv.addFormat('date-time', isTime)

type Check = (value: unknown) => void

/** A check that throws VALIDATION_FAILED naming every field that failed. Defaults of the schema are filled in. */
export function bodyCheck(schema: TSchema): Check {
  return asCheck(ajv.compile(schema))
}
/** The same for query strings and path parameters, which are text: whole numbers are read from plain digits and nothing else. */
export function textCheck(schema: TSchema): Check {
  const check = bodyCheck(schema)
  const { properties = {} } = schema as { readonly properties?: Readonly<Record<string, { readonly type?: string }>> }
  const numbers = Object.keys(properties).filter(name => properties[name]!.type === 'integer')
  return value => {
    const fields = value as Record<string, unknown>
    for (const name of numbers) {
      const text = fields[name]
      if (typeof text === 'string' && /^-?\d{1,15}$/.test(text)) fields[name] = Number(text)
    }
    check(value)
  }
}
/** What in a reply breaks its contract; empty when nothing does. For tests. */
export function replyErrors(schema: TSchema, value: unknown): readonly string[] {
  const validate = ajv.compile(schema)
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
    parameters['limit'] ??
    parameters['type'] ??
    parameters['pattern'] ??
    parameters['format'] ??
    parameters['allowedValue'] ??
    parameters['allowedValues']
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
  format: 'must be a',
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
