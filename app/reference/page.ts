import type { TSchema } from 'typebox'
import { problems } from '#contracts/problems'
import { apiBase } from '#platform/host'
import { escapeHtml } from '../html.ts'
import type { Operation } from './openapi.ts'

/** The API reference as one page that needs no script: routes by service, their fields, answers and problems. */
export function referencePage(operations: readonly Operation[], version: string): string {
  const services = [...Map.groupBy(operations, ({ service }) => service)]
  const menu = services
    .map(
      ([service, list]) =>
        `<li>${service}<ul>${list.map(item => `<li><a href="#${item.id}">${escapeHtml(`${item.contract.method} ${item.contract.path}`)}</a></li>`).join('')}</ul></li>`,
    )
    .join('')
  const body = services.map(([service, list]) => `<h2 id="service-${service}">${service}</h2>${list.map(section).join('')}`).join('')
  const catalogue = Object.entries(problems)
    .map(
      ([code, { status, title }]) =>
        `<tr id="problem-${code.toLowerCase()}"><td><code>${code}</code></td><td>${status}</td><td>${escapeHtml(title)}</td></tr>`,
    )
    .join('')
  return page(
    `TradeCraft API ${version}`,
    `<nav aria-label="Routes"><a href="/">TradeCraft</a><ul>${menu}</ul><p><a href="#problems">Problems</a> · <a href="${apiBase}/openapi.json">OpenAPI 3.1</a></p></nav>
<main><h1>TradeCraft API</h1><p>Base address <code>${apiBase}</code>. JSON in and out; every price, quantity and amount is a decimal string; times are ISO 8601 in UTC.
Send <code>Authorization: Bearer …</code> with the token of <a href="#login">login</a>. Lists answer <code>{"items": […], "next_cursor": …}</code>; pass <code>next_cursor</code> as <code>cursor</code> to go on.
Live data comes over the WebSocket at <code>/ws</code>.</p>${body}<h2 id="problems">Problems</h2><p>Errors are RFC 9457 documents with one of these stable codes; <code>errors</code> names each field, the rule it broke, your value and the nearest valid one.</p>
<table><thead><tr><th>code</th><th>status</th><th>meaning</th></tr></thead><tbody>${catalogue}</tbody></table></main>`,
  )
}

/** What a problem's `type` address shows; undefined for an unknown code. */
export function problemPage(code: string): string | undefined {
  const found = Object.entries(problems).find(([name]) => name.toLowerCase() === code)
  if (found === undefined) return undefined
  const [name, { status, title }] = found
  return page(
    name,
    `<main><h1>${name}</h1><p>Status ${status}: ${escapeHtml(title)}.</p><p><a href="/docs#problems">All problems</a></p></main>`,
  )
}

function section({ id, contract }: Operation): string {
  const access = contract.access === 'public' ? 'public' : contract.access === 'user' ? 'signed in' : contract.access.join(', ')
  const replies = Object.entries(contract.replies)
    .map(([status, schema]) => `<details><summary>${status}</summary>${fields(schema)}</details>`)
    .join('')
  const codes = contract.problems.map(code => `<a href="#problem-${code.toLowerCase()}"><code>${code}</code></a>`).join(' ')
  return `<section id="${id}"><h3><b>${contract.method}</b> ${escapeHtml(contract.path)}</h3><p>${escapeHtml(contract.summary)} · ${access}</p>
${block('Path', contract.params)}${block('Query', contract.query)}${block('Body', contract.body)}<h4>Answers</h4>${replies}${codes === '' ? '' : `<h4>Problems</h4><p>${codes}</p>`}</section>`
}

function block(title: string, schema: TSchema | undefined): string {
  return schema === undefined ? '' : `<h4>${title}</h4>${fields(schema)}`
}

interface Described {
  readonly type?: string
  readonly properties?: Record<string, Described>
  readonly required?: readonly string[]
  readonly items?: Described
  readonly enum?: readonly string[]
  readonly const?: unknown
  readonly anyOf?: readonly Described[]
  readonly description?: string
}

function fields(schema: TSchema): string {
  const described = schema as Described
  const item = described.properties === undefined ? (described.items ?? described) : described
  if (item.properties === undefined) return `<p><code>${escapeHtml(typeOf(described))}</code></p>`
  const rows = Object.entries(item.properties).map(
    ([name, property]) =>
      `<tr><td><code>${name}</code>${item.required?.includes(name) ? '' : ' <small>optional</small>'}</td><td>${escapeHtml(typeOf(property))}</td><td>${escapeHtml(property.description ?? '')}</td></tr>`,
  )
  return `<table><tbody>${rows.join('')}</tbody></table>`
}

function typeOf(schema: Described): string {
  if (schema.enum !== undefined) return schema.enum.join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' | ')
  if (schema.type === 'array') return schema.items === undefined ? 'array' : `list of ${typeOf(schema.items)}`
  if (schema.type === 'object' && schema.properties !== undefined) return `{${Object.keys(schema.properties).join(', ')}}`
  return schema.type ?? 'any'
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><link rel="stylesheet" href="/docs/style.css"></head><body>${body}</body></html>`
}

export const referenceStyle = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;display:grid;grid-template-columns:minmax(14rem,20rem) minmax(0,60rem);gap:2rem;padding:1rem}
nav{font-size:.85rem;position:sticky;top:1rem;align-self:start;max-height:95vh;overflow:auto}nav ul{padding-left:1rem;margin:.25rem 0}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.9rem}td,th{text-align:left;vertical-align:top;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent);padding:.3rem .5rem .3rem 0}
section{border-top:1px solid color-mix(in srgb,currentColor 30%,transparent);margin-top:1.5rem}@media(max-width:50rem){body{grid-template-columns:minmax(0,1fr)}nav{position:static;max-height:none}}`
