import { parseSync } from 'oxc-parser'

/** What the rules need to know of a source file. Lines count from 1. */
export interface Facts {
  readonly imports: readonly Import[]
  readonly exports: readonly Export[]
  readonly functions: readonly FunctionShape[]
  /** Names and dotted names as they are used, `Date.now` or `setTimeout`; `new Date()` when it takes the present moment. */
  readonly mentions: readonly Text[]
  /** String literals and the fixed parts of templates, joined by `${}`. */
  readonly strings: readonly Text[]
}

/** An import or re-export of another module. */
export interface Import {
  readonly specifier: string
  readonly line: number
  readonly isType: boolean
  readonly isDynamic: boolean
  /** Names taken from it; `*` when all of them. */
  readonly names: readonly string[]
}

/** A name that a module offers. */
export interface Export {
  readonly name: string
  readonly line: number
  readonly isReexport: boolean
  readonly isType: boolean
}

/** A function and how many lines it takes. */
export interface FunctionShape {
  readonly name: string
  readonly line: number
  readonly lines: number
}

/** Something written in a file. */
export interface Text {
  readonly value: string
  readonly line: number
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Parses a file; throws when it does not parse. */
export function readFacts(path: string, source: string): Facts {
  const parsed = parseSync(path, source)
  const trouble = parsed.errors[0]
  if (trouble !== undefined) throw new Error(`${path} does not parse: ${trouble.message}`)
  const lineAt = lineFinder(source)
  const walked = walk(parsed.program as unknown as Node, lineAt)
  return { ...walked, imports: [...importsOf(parsed.module, lineAt), ...walked.imports], exports: exportsOf(parsed.module, lineAt) }
}

type Module = ReturnType<typeof parseSync>['module']
type LineAt = (offset: number) => number

function importsOf(module: Module, lineAt: LineAt): Import[] {
  const imported = module.staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    line: lineAt(start),
    isType: entries.length > 0 && entries.every(entry => entry.isType),
    isDynamic: false,
    names: entries.map(entry => entry.importName.name ?? (entry.importName.kind === 'Default' ? 'default' : '*')),
  }))
  const passedOn = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(entry => {
      if (!entry.moduleRequest) return []
      return [
        {
          specifier: entry.moduleRequest.value,
          line: lineAt(entry.start),
          isType: entry.isType,
          isDynamic: false,
          names: [entry.importName.name ?? '*'],
        },
      ]
    }),
  )
  return [...imported, ...passedOn]
}

function exportsOf(module: Module, lineAt: LineAt): Export[] {
  return module.staticExports.flatMap(({ entries }) =>
    entries.map(entry => ({
      name: entry.exportName.name ?? (entry.exportName.kind === 'Default' ? 'default' : '*'),
      line: lineAt(entry.start),
      isReexport: Boolean(entry.moduleRequest),
      isType: entry.isType,
    })),
  )
}

function walk(program: Node, lineAt: LineAt): Omit<Facts, 'exports'> {
  const imports: Import[] = []
  const functions: FunctionShape[] = []
  const mentions: Text[] = []
  const strings: Text[] = []
  const visit: Readonly<Record<string, (node: Node, parent: Node | undefined) => void>> = {
    FunctionDeclaration: addFunction,
    FunctionExpression: addFunction,
    ArrowFunctionExpression: addFunction,
    Literal: node => typeof node['value'] === 'string' && strings.push({ value: node['value'], line: lineAt(node.start) }),
    TemplateLiteral: node => strings.push({ value: templateText(node), line: lineAt(node.start) }),
    ImportExpression: node => addImport(node, node['source'] as Node, false),
    TSImportType: node => addImport(node, (node['source'] ?? node['argument']) as Node, true),
    Identifier: (node, parent) => isUse(node, parent) && mentions.push({ value: String(node['name']), line: lineAt(node.start) }),
    MemberExpression: node => mentions.push({ value: dotted(node), line: lineAt(node.start) }),
    NewExpression(node) {
      const name = (node['callee'] as Node)['name']
      if (typeof name === 'string' && (node['arguments'] as Node[]).length === 0)
        mentions.push({ value: `new ${name}()`, line: lineAt(node.start) })
    },
  }
  function addFunction(node: Node, parent: Node | undefined): void {
    const line = lineAt(node.start)
    functions.push({ name: nameOf(node, parent), line, lines: lineAt(node.end) - line + 1 })
  }
  function addImport(node: Node, source: Node | undefined, isType: boolean): void {
    const specifier = source?.['value'] ?? (source?.['literal'] as Node | undefined)?.['value']
    if (typeof specifier === 'string') imports.push({ specifier, line: lineAt(node.start), isType, isDynamic: !isType, names: ['*'] })
  }
  function descend(node: Node, parent: Node | undefined): void {
    visit[node.type]?.(node, parent)
    for (const key in node) {
      const child = node[key]
      if (Array.isArray(child)) child.filter(isNode).forEach(item => descend(item, node))
      else if (isNode(child)) descend(child, node)
    }
  }
  descend(program, undefined)
  return { imports, functions, mentions, strings }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

// Not the name of a member, of a key or of a parameter's type: only what refers to a binding.
function isUse(node: Node, parent: Node | undefined): boolean {
  if (parent?.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true
  if (parent?.type === 'Property' || parent?.type === 'PropertyDefinition' || parent?.type === 'MethodDefinition')
    return parent['value'] === node
  return (
    parent?.type !== undefined && !parent.type.startsWith('TS') && !parent.type.startsWith('Import') && !parent.type.startsWith('Export')
  )
}

function dotted(node: Node): string {
  const object = node['object'] as Node
  const property = node['property'] as Node
  const name = property['name'] ?? property['value'] ?? '?'
  const left = object.type === 'MemberExpression' ? dotted(object) : String(object['name'] ?? '?')
  return `${left}.${String(name)}`
}

function templateText(node: Node): string {
  const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]
  return quasis.map(quasi => quasi.value.cooked).join('${}')
}

function nameOf(node: Node, parent: Node | undefined): string {
  const named = (node['id'] ?? parent?.['id'] ?? parent?.['key']) as Node | null | undefined
  return typeof named?.['name'] === 'string' ? named['name'] : 'a function'
}

// oxc counts UTF-16 units, as JavaScript does.
function lineFinder(source: string): LineAt {
  const starts = [0]
  for (let at = source.indexOf('\n'); at !== -1; at = source.indexOf('\n', at + 1)) starts.push(at + 1)
  return offset => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}
