// `npm run check`: format, lint, types and house rules, one line for each. `npm run check -- --staged` looks only at what is
// about to be committed, for the git hook.
import { spawn, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describeFinding, readTree, tidy } from './tidy/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** A step and what it found wrong, if anything. */
interface Step {
  readonly name: string
  run(): Promise<string | undefined>
}

const staged = process.argv.includes('--staged') ? stagedFiles() : undefined
const steps: readonly Step[] = [
  tool('format', ['oxfmt', '--check', '--no-error-on-unmatched-pattern', ...(staged ?? ['.'])]),
  tool('lint', ['oxlint', '--type-aware', '--no-error-on-unmatched-pattern', ...(staged ?? [])]),
  tool('types', ['tsc', '-p', 'tsconfig.json']),
  tool('types of core', ['tsc', '-p', 'tsconfig.core.json']),
  tool('types of web', ['tsc', '-p', 'web/tsconfig.json']),
  ...(staged === undefined ? [{ name: 'tidy', run: async () => tidyReport() }] : []),
]

let failures = 0
for (const step of staged?.length === 0 ? [] : steps) {
  const since = performance.now()
  const trouble = await step.run()
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  process.stdout.write(`${trouble === undefined ? 'ok  ' : 'FAIL'} ${step.name} (${seconds} s)\n`)
  if (trouble === undefined) continue
  process.stdout.write(`${trouble.trimEnd()}\n`)
  failures += 1
}
process.exitCode = failures === 0 ? 0 : 1

function tool(name: string, argv: readonly string[]): Step {
  return {
    name,
    run: async () => {
      const child = spawn(process.execPath, ['run.js', ...argv], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
      let said = ''
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (said += text))
      const code = await new Promise(done => child.once('close', done))
      return code === 0 ? undefined : said
    },
  }
}

function tidyReport(): string | undefined {
  const findings = tidy(readTree(root))
  return findings.length === 0 ? undefined : findings.map(describeFinding).join('\n')
}

function stagedFiles(): readonly string[] {
  const { stdout } = spawnSync('git', ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z'], { cwd: root, encoding: 'utf8' })
  return stdout.split('\0').filter(path => /\.(tsx?|js|json|css|html|ya?ml)$/.test(path))
}
