import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

// run.js in a tiny project of its own, with an npm of ours in place of the real one: it notes how it was called and does what
// the variable NPM_DOES says. What only the real npm and a real download can show is listed in docs/adr/0005-start-up-and-node.md.
const runFile = fileURLToPath(new URL('../run.js', import.meta.url))
const pins = fileURLToPath(new URL('node', import.meta.url))
const fetchedName = `node-${process.platform}-${process.arch}`
const soon = { timeout: 10_000, interval: 20 }
const children = new Set<ChildProcess>()
let project: string

const fakeNpm = `
const { appendFileSync, mkdirSync, writeFileSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const prefix = process.argv[process.argv.indexOf('--prefix') + 1]
const note = line => appendFileSync(process.env.NOTES, line + '\\n')
const wanted = JSON.parse(readFileSync(join(prefix, 'package-lock.json'))).packages
function deliver() {
  for (const name of Object.keys(wanted).filter(Boolean)) mkdirSync(join(prefix, name), { recursive: true })
  const binary = join(prefix, 'node_modules/${fetchedName}/bin')
  if (wanted['node_modules/${fetchedName}']) {
    mkdirSync(binary, { recursive: true })
    mkdirSync(join(binary, '../include'))
    writeFileSync(join(binary, 'node'), '#!/bin/sh\\necho "fetched node runs \${1##*/} $2 $3"\\nexit 6\\n', { mode: 0o755 })
  }
  writeFileSync(join(prefix, 'node_modules/.package-lock.json'), JSON.stringify({ packages: wanted }))
}
note('ci ' + process.pid + ' ' + JSON.stringify(Object.keys(process.env).filter(key => /^npm_/i.test(key)).sort()))
if (process.env.NPM_DOES === 'fail') process.exit(9)
else if (process.env.NPM_DOES === 'skip') mkdirSync(join(prefix, 'node_modules'), { recursive: true })
else if (process.env.NPM_DOES === 'hang') setInterval(() => {}, 1000)
else if (process.env.NPM_DOES === 'dawdle') setTimeout(deliver, 700)
else deliver()
`

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'tradecraft-run-'))
  copyFileSync(runFile, join(project, 'run.js'))
  cpSync(pins, join(project, 'tools/node'), { recursive: true })
  mkdirSync(join(project, 'npm'))
  writeFileSync(join(project, 'npm/npm-cli.js'), fakeNpm)
  writeFileSync(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
  writeFileSync(join(project, 'npm/package.json'), JSON.stringify({ type: 'commonjs' }))
  wantPackages({ 'node_modules/left': { version: '1.0.0' } })
  writeFileSync(
    join(project, 'program.ts'),
    `const words: string[] = process.argv.slice(2)\nconsole.log('ran', words.join(' '))\nprocess.exitCode = 3\n`,
  )
})

afterEach(async () => {
  for (const child of children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  children.clear()
  rmSync(project, { recursive: true, force: true, maxRetries: 3 })
})

describe('dependencies', () => {
  test('are installed once, and the exit code of the program is ours', async () => {
    expect(await run(['program.ts', 'a', 'b'])).toEqual({ code: 3, out: 'ran a b\n', err: 'tradecraft: installing dependencies\n' })
    expect(await run(['program.ts'])).toEqual({ code: 3, out: 'ran \n', err: '' })
    expect(npmCalls()).toHaveLength(1)
  })

  test('are installed again after a version changed, after an interrupted install, and when one for this platform is missing', async () => {
    await run(['program.ts'])
    wantPackages({ 'node_modules/left': { version: '1.0.1' } })
    await run(['program.ts'])
    expect(npmCalls()).toHaveLength(2)
    rmSync(join(project, 'node_modules/.package-lock.json')) // npm writes it last
    await run(['program.ts'])
    expect(npmCalls()).toHaveLength(3)
    const ours = { version: '2.0.0', optional: true, os: [process.platform], cpu: [process.arch] }
    wantPackages({ 'node_modules/left': { version: '1.0.1' }, 'node_modules/ours': ours })
    await run(['program.ts'])
    expect(npmCalls()).toHaveLength(4)
  })

  test('of other platforms or another C library may be missing', async () => {
    await run(['program.ts'])
    wantPackages({
      'node_modules/left': { version: '1.0.0' },
      'node_modules/theirs': { version: '2.0.0', optional: true, os: ['aix'], cpu: [process.arch] },
      'node_modules/either': { version: '2.0.0', optional: true, os: [process.platform], cpu: [process.arch], libc: ['musl'] },
      'node_modules/extra': { version: '2.0.0', devOptional: true },
    })
    await run(['program.ts'])
    expect(npmCalls()).toHaveLength(1)
  })

  test('that npm cannot install are one sentence and exit code 1', async () => {
    const failed = await run(['program.ts'], { NPM_DOES: 'fail' })
    expect(failed).toMatchObject({ code: 1, err: expect.stringContaining('the dependencies could not be installed (see npm above)') })
    const skipped = await run(['program.ts'], { NPM_DOES: 'skip' })
    expect(skipped).toMatchObject({ code: 1, err: expect.stringContaining('npm did not deliver node_modules/left') })
  })

  test('need npm, and without it a sentence says so', async () => {
    copyFileSync(process.execPath, join(project, 'npm/node'))
    const lonely = await run(['program.ts'], { npm_execpath: '', PATH: '' }, join(project, 'npm/node'))
    expect(lonely).toMatchObject({
      code: 1,
      err: 'tradecraft: installing dependencies\ntradecraft: npm is needed once, to install: use `npm start` instead of starting this file directly\n',
    })
  })

  test('are not asked for in the words meant for the outer npm', async () => {
    const outer = {
      npm_config_prefix: '/x',
      npm_config_omit: 'optional',
      npm_config_workspace: 'y',
      npm_lifecycle_event: 'start',
      npm_config_ignore_scripts: 'true',
    }
    await run(['program.ts'], { ...outer, npm_config_cache: '/cache', npm_config_offline: 'true' })
    expect(npmCalls()[0]?.environment).toEqual(['npm_config_cache', 'npm_config_offline', 'npm_execpath'])
  })
})

describe('the lock', () => {
  test('lets only one of two that start together install', async () => {
    const both = await Promise.all([run(['program.ts'], { NPM_DOES: 'dawdle' }), run(['program.ts'], { NPM_DOES: 'dawdle' })])
    expect(both.map(end => end.code)).toEqual([3, 3])
    expect(npmCalls()).toHaveLength(1)
    expect(existsSync(join(project, '.node/lock'))).toBe(false)
  })

  test('of a process that is gone, or that fell silent on another machine, is taken over', async () => {
    const gone = spawn('true')
    await new Promise(done => gone.once('exit', done))
    leaveLock(`${gone.pid} ${hostname()} `)
    expect(await run(['program.ts'])).toMatchObject({ code: 3 })
    rmSync(join(project, 'node_modules'), { recursive: true })
    leaveLock(`1 elsewhere `)
    utimesSync(join(project, '.node/lock'), new Date(0), new Date(0))
    expect(await run(['program.ts'])).toMatchObject({ code: 3 })
  })

  test('after kill -9 the next one waits for the npm that is still at work, and uses what it delivers', async () => {
    const killed = begin(['program.ts'], { NPM_DOES: 'dawdle' })
    await vi.waitUntil(() => npmCalls().length === 1 && lockText().endsWith(` ${npmCalls()[0]?.pid}`), soon)
    killed.child.kill('SIGKILL')
    expect(await run(['program.ts'])).toEqual({ code: 3, out: 'ran \n', err: '' })
    expect(npmCalls()).toHaveLength(1)
  })
})

describe('on an older Node', () => {
  beforeEach(async () => {
    await run(['program.ts']) // dependencies are there; only Node is missing
    rmSync(join(project, 'notes'))
    pretendOlderNode()
  })

  test('the pinned one is fetched once, stripped of what nobody runs, and what killed runs left is swept', async () => {
    for (const left of ['new-1', `${fetchedName}-24.0.0`]) mkdirSync(join(project, '.node', left), { recursive: true })
    const first = await run(['program.ts', 'a'])
    expect(first).toMatchObject({ code: 6, out: 'fetched node runs run.js program.ts a\n', err: expect.stringContaining('fetching Node') })
    expect(await run(['--watch', 'program.ts'])).toEqual({
      code: 6,
      out: 'fetched node runs --watch ' + join(project, 'program.ts') + ' \n',
      err: '',
    })
    expect(npmCalls()).toHaveLength(1)
    expect(readdirSync(join(project, '.node'))).toEqual([`${fetchedName}-${pinnedVersion()}`])
    expect(readdirSync(join(project, '.node', `${fetchedName}-${pinnedVersion()}`))).toEqual(['bin'])
  })

  test('that npm skips in silence is a sentence', async () => {
    expect(await run(['program.ts'], { NPM_DOES: 'skip' })).toMatchObject({
      code: 1,
      err: expect.stringContaining(`npm did not deliver ${fetchedName}@${pinnedVersion()}`),
    })
  })

  test('that exists for no such platform is a sentence', async () => {
    writeFileSync(join(project, 'tools/node/package.json'), JSON.stringify({ optionalDependencies: {} }))
    const ended = await run(['program.ts'])
    expect(ended).toMatchObject({
      code: 1,
      err: expect.stringContaining(`there is none to fetch for ${process.platform}-${process.arch}: please install it`),
    })
  })

  test('that does not run here is a sentence', async () => {
    await run(['program.ts'])
    const binary = join(project, '.node', `${fetchedName}-${pinnedVersion()}`, 'bin/node')
    chmodSync(binary, 0o644)
    expect(await run(['program.ts'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('the fetched Node does not run on this machine'),
    })
  })

  test('SIGTERM to the wrapper reaches the program, and its signal becomes an exit code', async () => {
    await run(['program.ts'])
    const binary = join(project, '.node', `${fetchedName}-${pinnedVersion()}`, 'bin/node')
    writeFileSync(binary, '#!/bin/sh\necho up\nexec sleep 60\n')
    const wrapper = begin(['program.ts'])
    await vi.waitUntil(() => wrapper.out().includes('up'), soon)
    wrapper.child.kill('SIGINT') // Ctrl-C reaches the program by itself; the wrapper must outlive it
    wrapper.child.kill('SIGTERM')
    expect(await wrapper.ended).toMatchObject({ code: 128 + 15 })
  })
})

describe('signals', () => {
  test('SIGTERM while npm works ends both', async () => {
    const started = begin(['program.ts'], { NPM_DOES: 'hang' })
    await vi.waitUntil(() => npmCalls().length === 1 && lockText().endsWith(` ${npmCalls()[0]?.pid}`), soon)
    started.child.kill('SIGTERM')
    expect((await started.ended).code).toBe(143)
    expect(() => process.kill(npmCalls()[0]!.pid, 0)).toThrow('ESRCH')
    expect(existsSync(join(project, '.node/lock'))).toBe(false)
  })

  test('SIGTERM to npm alone ends our Node: it notices that its parent is gone', async () => {
    await run(['program.ts'])
    writeFileSync(
      join(project, 'server.ts'),
      `setInterval(() => {}, 1000)\nprocess.on('SIGTERM', () => { console.log('stopping'); process.exit(0) })\nconsole.log('up', process.pid)\n`,
    )
    const script = `"${process.execPath}" run.js server.ts & wait`
    const npm = spawn('sh', ['-c', script], {
      cwd: project,
      env: { ...process.env, npm_lifecycle_event: 'start' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    children.add(npm)
    let out = ''
    npm.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    await vi.waitUntil(() => out.includes('up'), soon)
    npm.kill('SIGTERM')
    await vi.waitUntil(() => out.includes('stopping'), soon)
  })
})

test('what is neither a file nor a tool is a sentence', async () => {
  expect(await run([])).toMatchObject({ code: 1, err: expect.stringContaining('usage: node run.js') })
  await run(['program.ts'])
  expect(await run(['nonsense'])).toMatchObject({ code: 1, err: 'tradecraft: nonsense is neither a file nor an installed tool\n' })
  expect(await run(['app/none.ts'])).toMatchObject({ code: 1, err: 'tradecraft: there is no app/none.ts\n' })
})

test('a tool is run by its name, also when its package has another', async () => {
  mkdirSync(join(project, 'node_modules/typescript'), { recursive: true })
  writeFileSync(join(project, 'node_modules/typescript/package.json'), JSON.stringify({ type: 'module', bin: { tsc: 'tsc.js' } }))
  writeFileSync(join(project, 'node_modules/typescript/tsc.js'), `console.log('checking', process.argv[2])`)
  expect(await run(['tsc', '-p'])).toMatchObject({ code: 0, out: 'checking -p\n' })
})

interface End {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

function begin(argv: readonly string[], env: Readonly<Record<string, string>> = {}, node = process.execPath) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_|^VITEST|^NODE_/i.test(key)))
  const child = spawn(node, [join(project, 'run.js'), ...argv], {
    env: { ...clean, npm_execpath: join(project, 'npm/npm-cli.js'), NOTES: join(project, 'notes'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<End>(done => child.once('close', code => done({ code, out, err })))
  return { child, ended, out: () => out }
}

async function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}, node?: string): Promise<End> {
  return await begin(argv, env, node).ended
}

function wantPackages(packages: Readonly<Record<string, unknown>>): void {
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...packages } }))
}

function npmCalls(): readonly { readonly pid: number; readonly environment: readonly string[] }[] {
  const notes = join(project, 'notes')
  if (!existsSync(notes)) return []
  const lines = readFileSync(notes, 'utf8').trim().split('\n')
  return lines.map(line => ({ pid: Number(line.split(' ')[1]), environment: JSON.parse(line.split(' ').slice(2).join(' ')) as string[] }))
}

function leaveLock(text: string): void {
  mkdirSync(join(project, '.node'), { recursive: true })
  writeFileSync(join(project, '.node/lock'), text)
}

function lockText(): string {
  return existsSync(join(project, '.node/lock')) ? readFileSync(join(project, '.node/lock'), 'utf8') : ''
}

function pretendOlderNode(): void {
  const file = join(project, 'run.js')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/nodeVersionMin = \[.*?\]/, 'nodeVersionMin = [99, 0]'))
}

function pinnedVersion(): string {
  const { optionalDependencies } = JSON.parse(readFileSync(join(pins, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  return optionalDependencies[fetchedName] ?? ''
}
