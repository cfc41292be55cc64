/** The part of the tree a file belongs to, and the folder whose index.ts speaks for it. */
export interface Zone {
  readonly name: 'core' | 'contracts' | 'platform' | 'services' | 'facades' | 'app' | 'web' | 'support'
  /** `core/decimal`, `services/trading`, `contracts`. */
  readonly module: string
}

const onePerFolder = new Set(['core', 'platform', 'services', 'facades'])
const whole = new Set(['contracts', 'app', 'web'])

/** The zone of a path; `support` is everything that never runs in production: tests, testing, bench, tools, deploy, docs. */
export function zoneOf(path: string): Zone {
  const [first = '', second = ''] = path.split('/')
  const name = isSupport(path) ? 'support' : first
  const module = onePerFolder.has(first) ? folderOf(path, `${first}/${second}`) : first
  if (onePerFolder.has(name) || whole.has(name)) return { name: name as Zone['name'], module }
  return { name: 'support', module }
}

// An adapter is a module of its own: platform/adapters/bus-local.
function folderOf(path: string, folder: string): string {
  return folder === 'platform/adapters' ? path.split('/').slice(0, 3).join('/') : folder.replace(/\.ts$/, '')
}

/** Tests and what only tests load. */
export function isSupport(path: string): boolean {
  return /\.(test|model|fixture|stories|bench)\.tsx?$/.test(path) || /(^|\/)(testing|golden|suites)\//.test(path)
}

/** Files a tool of ours writes. */
export function isGenerated(path: string): boolean {
  return /\.gen\.\w+$/.test(path) || path.startsWith('docs/contracts/') || path.endsWith('package-lock.json')
}
