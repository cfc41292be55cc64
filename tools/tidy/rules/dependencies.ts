import type { Finding, Rule } from '../finding.ts'
import { resolveImport } from '../resolve.ts'
import type { Tree } from '../tree.ts'
import { zoneOf } from '../zones.ts'

interface Package {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

// Loaded by another package, by its name.
const companions: Readonly<Record<string, string>> = { 'oxlint-tsgolint': 'oxlint', tailwindcss: '@tailwindcss/vite' }

const reasons = 'docs/adr/0004-libraries.md'

/** What is imported is declared, where it runs in production too; what is declared is used, exact, and has its line in the ADR. */
export const dependencies: Rule = {
  name: 'dependencies',
  check(tree) {
    const file = tree.get('package.json')
    if (file === undefined) return []
    const declared = JSON.parse(file.text()) as Package
    const uses = usesOf(tree)
    return [...undeclared(declared, uses), ...unused(declared, uses, tree), ...loose(declared), ...unexplained(declared, tree)]
  },
}

interface Use {
  readonly name: string
  readonly path: string
  readonly line: number
  readonly isType: boolean
  readonly isDynamic: boolean
}

type Found = Omit<Finding, 'rule'>

function usesOf(tree: Tree): readonly Use[] {
  return tree.files
    .filter(file => !hasOwnPackage(file.path, tree))
    .flatMap(file =>
      (file.facts()?.imports ?? []).flatMap(({ specifier, line, isType, isDynamic }) => {
        const target = resolveImport(specifier, { from: file.path, tree })
        return target.kind === 'npm' ? [{ name: target.name, path: file.path, line, isType, isDynamic }] : []
      }),
    )
}

// A folder with its own package.json answers for itself.
function hasOwnPackage(path: string, tree: Tree): boolean {
  const folders = path.split('/').slice(0, -1)
  return folders.some((_, depth) => tree.get(`${folders.slice(0, depth + 1).join('/')}/package.json`) !== undefined)
}

function undeclared({ dependencies = {}, devDependencies = {} }: Package, uses: readonly Use[]): Found[] {
  return uses.flatMap(({ name, path, line, isType, isDynamic }) => {
    if (name in dependencies || (isType && `@types/${name}` in devDependencies)) return []
    if (!(name in devDependencies)) return [{ path, line, message: `${name} is not in package.json` }]
    // app may load a development tool on demand, as the web's dev server; the bundle of the web holds what it needs
    const zone = zoneOf(path).name
    if (isType || zone === 'support' || zone === 'web' || (zone === 'app' && isDynamic)) return []
    return [{ path, line, message: `${name} runs in production: move it to dependencies` }]
  })
}

function unused(
  { dependencies = {}, devDependencies = {}, optionalDependencies = {} }: Package,
  uses: readonly Use[],
  tree: Tree,
): Found[] {
  const imported = new Set(uses.map(use => use.name))
  const named = namesInCode(tree)
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
    .filter(name => {
      const typed = companions[name] ?? name.replace(/^@types\//, '')
      const isPerPlatform = named.has(`${name.split('/')[0]}/\${}-\${}`)
      return typed !== 'node' && !imported.has(typed) && !named.has(name) && !named.has(companions[name] ?? name) && !isPerPlatform
    })
    .map(name => ({ path: 'package.json', line: 0, message: `${name} is used nowhere: remove it` }))
}

// Programs are named in scripts and strings, not imported; packages per platform by a template.
function namesInCode(tree: Tree): ReadonlySet<string> {
  const { scripts = {} } = JSON.parse(tree.get('package.json')!.text()) as { scripts?: Record<string, string> }
  const code = tree.files.filter(
    file => /^(tools\/[\w-]+\.ts|run\.js|platform\/postgres\/.*)$/.test(file.path) && zoneOf(file.path).module !== 'testing',
  )
  return new Set([
    ...Object.values(scripts).flatMap(script => script.split(' ')),
    ...code.flatMap(file => file.facts()?.strings.map(text => text.value) ?? []),
  ])
}

function loose(declared: Package): Found[] {
  const all = { ...declared.dependencies, ...declared.devDependencies, ...declared.optionalDependencies }
  return Object.entries(all)
    .filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))
    .map(([name, version]) => ({ path: 'package.json', line: 0, message: `${name} must have an exact version, not ${version}` }))
}

function unexplained(declared: Package, tree: Tree): Found[] {
  const text = tree.get(reasons)?.text()
  if (text === undefined) return []
  return Object.keys({ ...declared.dependencies, ...declared.devDependencies, ...declared.optionalDependencies })
    .filter(name => !text.includes(`\`${name}\``) && !text.includes(`\`${name.split('/')[0]}/*\``))
    .map(name => ({ path: reasons, line: 0, message: `has no line for ${name}: what it does, why not fifty lines of ours` }))
}
