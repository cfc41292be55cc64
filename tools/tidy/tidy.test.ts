import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { describeFinding, readTree, rules, tidy, withoutExceptions } from './index.ts'
import { treeOf } from './tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

test('the repository is tidy', () => {
  expect(tidy(readTree(root)).map(describeFinding)).toEqual([])
})

const importMap = JSON.stringify({
  imports: {
    '#core/*': './core/*/index.ts',
    '#platform/*': './platform/*/index.ts',
    '#services/*': './services/*/index.ts',
    '#testing/*': './testing/*.ts',
  },
})

/** Findings of one rule in a tree of the given files, as lines. */
function findings(rule: string, texts: Readonly<Record<string, string>>): readonly string[] {
  const chosen = rules.find(({ name }) => name === rule)
  expect(chosen, `there is a rule ${rule}`).toBeDefined()
  const tree = treeOf({ 'package.json': importMap, ...texts })
  return (chosen?.check(tree) ?? []).map(({ path, line, message }) => `${path}:${line} ${message}`)
}

describe('import-law', () => {
  test.each([
    ['core/ledger/a.ts', `import { readFileSync } from 'node:fs'`, 'core/ledger may not import node:fs'],
    ['core/ledger/a.ts', `export { x } from 'pg'`, 'core/ledger may not import pg'],
    ['contracts/orders.ts', `import { pool } from '#platform/sql'`, 'contracts may not import platform/sql'],
    ['platform/host/a.ts', `import { service } from '#services/wallet'`, 'platform/host may not import services/wallet'],
    ['services/trading/a.ts', `import { hold } from '../wallet/hold.ts'`, 'services/trading may not import services/wallet'],
    ['services/trading/a.ts', `import type { Hold } from '#services/wallet'`, 'services/trading may not import services/wallet'],
    [
      'services/trading/a.ts',
      `const bus = await import('#platform/adapters/bus-local')`,
      'services/trading may not import platform/adapters/bus-local',
    ],
    [
      'services/trading/a.ts',
      `import { freshDatabase } from '#testing/postgres'`,
      'services/trading may not import testing/postgres.ts, which exists for tests and tools',
    ],
    [
      'core/ledger/a.ts',
      `import { divide } from '../decimal/divide.ts'`,
      'import core/decimal through its index.ts, not by a path into it',
    ],
    ['web/app/a.ts', `import type { Host } from '#platform/host'`, 'web may not import platform/host'],
    ['core/ledger/a.ts', `type Pool = import('pg').Pool`, 'core/ledger may not import pg'],
  ])('in %s, %s', (path, text, message) => {
    expect(findings('import-law', { [path]: text })).toEqual([`${path}:1 ${message}`])
  })

  test('leaves alone what the law allows, and tests', () => {
    const allowed = `import { add } from '#core/decimal'\nimport { step } from './step.ts'`
    expect(findings('import-law', { 'services/trading/a.ts': allowed, 'core/ledger/a.test.ts': `import { test } from 'vitest'` })).toEqual(
      [],
    )
  })
})

test('dependencies: undeclared, unused, development only, loose, unexplained', () => {
  const texts = {
    'package.json': JSON.stringify({
      dependencies: { pg: '8.0.0', idle: '1.0.0', loose: '^1.0.0' },
      devDependencies: { vitest: '5.0.0', '@types/pg': '8.0.0' },
    }),
    'platform/sql/a.ts': `import pg from 'pg'\nimport { x } from 'unknown'\nimport loose from 'loose'\nimport { test } from 'vitest'`,
    'platform/sql/a.test.ts': `import { test } from 'vitest'`,
    'docs/adr/0004-libraries.md': '| `pg` | `@types/*` | `loose` | `vitest` |',
  }
  expect(findings('dependencies', texts)).toEqual([
    'platform/sql/a.ts:2 unknown is not in package.json',
    'platform/sql/a.ts:4 vitest runs in production: move it to dependencies',
    'package.json:0 idle is used nowhere: remove it',
    'package.json:0 loose must have an exact version, not ^1.0.0',
    'docs/adr/0004-libraries.md:0 has no line for idle: what it does, why not fifty lines of ours',
  ])
})

test('install-scripts: a package that runs code at install, an address in the lockfile', () => {
  const lock = {
    packages: {
      'node_modules/a': { hasInstallScript: true },
      'node_modules/b': { resolved: 'https://x' },
      'node_modules/fsevents': { hasInstallScript: true },
    },
  }
  expect(findings('install-scripts', { 'package-lock.json': JSON.stringify(lock) })).toEqual([
    'package-lock.json:0 a has an install script: see what it does',
    "package-lock.json:0 b has an address in the lockfile: install with the project's .npmrc",
  ])
})

test('sizes: long files and functions, but not long tests or generated files', () => {
  const longFunction = `export function long() {\n${'  step()\n'.repeat(70)}}\n`
  const texts = {
    'core/a/long.ts': longFunction,
    'core/a/file.ts': 'step()\n'.repeat(401),
    'core/a/long.test.ts': longFunction,
    'contracts/a.gen.ts': 'step()\n'.repeat(401),
    'core/a/fine.ts': `export const fine = () => {\n${'  step()\n'.repeat(68)}}\n`,
  }
  expect(findings('sizes', texts)).toEqual([
    'core/a/long.ts:1 long takes 72 lines; take a step out of it (at most 70)',
    'core/a/file.ts:0 401 lines; split it by what it does (at most 400)',
  ])
})

describe('banned-calls', () => {
  test.each([
    ['core/a/a.ts', 'const at = Date.now()', 'Date.now: take the time from ctx.clock or as a parameter'],
    ['services/a/a.ts', 'const at = new Date()', 'new Date(): take the time from ctx.clock or as a parameter'],
    ['core/a/a.ts', 'const chance = Math.random()', 'Math.random: take ids from ctx.ids and chance from a seed'],
    ['web/a/a.ts', 'const price = parseFloat(text)', 'parseFloat: numbers are decimal strings: use #core/decimal'],
    ['platform/a/a.ts', `const url = process.env['URL']`, 'process.env: read the environment in app and hand the value over'],
    ['services/a/a.ts', 'setTimeout(again, 5)', 'setTimeout: use ctx.clock, or a job of the manifest'],
    ['services/a/a.ts', 'const later = { run: setInterval }', 'setInterval: use ctx.clock, or a job of the manifest'],
    ['platform/a/a.ts', `console.log('x')`, 'console.log: use the log you were given'],
  ])('in %s, %s', (path, text, message) => {
    expect(findings('banned-calls', { [path]: text })).toEqual([`${path}:1 ${message}`])
  })

  test('leaves alone strings, comments, members of that name, a given moment, and zones where it is allowed', () => {
    const fine = `// Date.now()\nconst text = 'Math.random()'\nconst at = new Date(5)\nclock.setTimeout(at)\nconst options = { setTimeout: 1 }`
    const tool = 'console.log(Date.now(), process.env)'
    expect(findings('banned-calls', { 'core/a/a.ts': fine, 'tools/a.ts': tool, 'app/main.ts': tool, 'core/a/a.test.ts': tool })).toEqual([])
  })
})

test('sql-places: SQL outside a store, and the tables of another service', () => {
  const texts = {
    'services/trading/place-order.ts': 'await sql`insert into orders values (${id})`\nlog("select a row from the list")',
    'services/trading/order-store.ts': 'const rows = `select * from wallet.balances`\nconst held = `select * from wallet.hold_orders(1)`',
    'services/wallet/migrations/1_ledger.sql': '-- from trading.orders\ncreate table wallet.balances (id int references trading.orders)',
    'services/trading/story.test.ts': 'await client.query(`select * from wallet.balances`)',
  }
  expect(findings('sql-places', texts)).toEqual([
    'services/trading/place-order.ts:1 SQL belongs in a *-store.ts of this service',
    'services/trading/place-order.ts:2 SQL belongs in a *-store.ts of this service',
    'services/trading/order-store.ts:1 the tables of wallet are not ours: use a procedure or a projection',
    'services/wallet/migrations/1_ledger.sql:2 the tables of trading are not ours: use a procedure or a projection',
  ])
})

test('manifest-tables: a table that is only said or only made', () => {
  const texts = {
    'services/market-data/manifest.ts': `export const manifest = defineManifest({ tables: ['ticks', 'dreams'] })`,
    'services/market-data/migrations/1_a.sql':
      'create table market_data.ticks (id int) partition by range (id);\ncreate table ticks_1 partition of ticks default;\ncreate unlogged table if not exists market_data.books (id int);',
    'services/market-data/migrations/2_b.sql': 'create table old (id int); drop table old;',
  }
  expect(findings('manifest-tables', texts)).toEqual([
    'services/market-data/manifest.ts:0 says it owns dreams, which no migration makes',
    'services/market-data/manifest.ts:0 does not list books, which a migration makes',
  ])
})

test('doc-links: a relative link that leads nowhere', () => {
  const text = '[a](other.md#part) [b](gone.md) [c](https://example.org/x) [d](../core) [e](#here)\n```\n[f](gone.md)\n```'
  expect(findings('doc-links', { 'docs/a.md': text, 'docs/other.md': '', 'core/a/index.ts': '' })).toEqual([
    'docs/a.md:1 the link gone.md leads nowhere',
  ])
})

test('machine-paths: the folders of one machine, the address of a registry', () => {
  const registry = ['registry', 'npmjs', 'org'].join('.')
  const home = ['', 'home', 'ada', 'notes'].join('/')
  const found = findings('machine-paths', {
    'a.md': `see ${home}\nfine: docs${home}, /home, https://example.org/work/a`,
    '.npmrc': `x=https://${registry}/`,
  })
  expect(found.map(line => line.split(' ')[0])).toEqual(['a.md:1', '.npmrc:1'])
})

describe('no-live-orders', () => {
  test.each([
    [
      'services/trading/a.ts',
      `fetch('https://api.binance.com/api/v3/time')`,
      'only services/market-data/ may name an exchange, and this names api.binance.com',
    ],
    [
      'deploy/a.yaml',
      'host: paper-api.alpaca.markets',
      'only services/market-data/ may name an exchange, and this names paper-api.alpaca.markets',
    ],
    ['services/market-data/a.ts', `'wss://ws-api.binance.com'`, 'ws-api.binance.com serves more than public market data'],
    ['services/market-data/a.ts', `'/api/v3/order'`, '/api/v3/order is no market data: there is no live order path here'],
    ['services/market-data/a.ts', `headers['X-MBX-APIKEY']`, 'X-MBX-APIKEY is no market data: there is no live order path here'],
  ])('in %s, %s', (path, text, message) => {
    expect(findings('no-live-orders', { [path]: text })).toEqual([`${path}:1 ${message}`])
  })

  test('leaves alone public market data, and our own paths under the same names', () => {
    const feed = `'https://data-api.binance.vision/api/v3/depth'\n'wss://stream.binance.com:9443/ws'`
    expect(findings('no-live-orders', { 'services/market-data/a.ts': feed, 'facades/binance/a.ts': `'/api/v3/order'` })).toEqual([])
  })
})

test('dead-code: files and exports that nothing reaches, two exports of one name', () => {
  const texts = {
    'package.json': JSON.stringify({ ...JSON.parse(importMap), scripts: { start: 'node run.js app/main.ts' } }),
    'app/main.ts': `import { one } from '#core/a'\nnew Worker(new URL('./worker.ts', import.meta.url))\none()`,
    'app/worker.ts': 'export {}',
    'core/a/index.ts': `export { one } from './one.ts'`,
    'core/a/one.ts': 'export function one() {}\nexport const idle = 1\nexport interface Shape {}',
    'core/a/two.ts': 'export const one = 1',
    'core/a/two.test.ts': `import { one } from './two.ts'`,
    'core/a/lost.ts': 'export const lost = 1',
  }
  expect(findings('dead-code', texts)).toEqual([
    'core/a/lost.ts:0 nothing leads to this file: delete it',
    'core/a/one.ts:2 idle is used nowhere else: drop its export, or delete it',
    'core/a/two.ts:1 one is also exported by core/a/one.ts: one name, one thing',
  ])
})

test('an exception covers its finding, and one that covers nothing is a finding', () => {
  const finding = { rule: 'sizes', path: 'a.ts', line: 1, message: 'long takes 80 lines' }
  const covering = { rule: 'sizes', path: 'a.ts', about: 'long takes', why: 'one table' }
  expect(withoutExceptions([finding], [covering])).toEqual([])
  expect(withoutExceptions([], [covering]).map(describeFinding)).toEqual([
    'tools/tidy/exceptions.ts exceptions: sizes finds no more “long takes” in a.ts: delete the exception',
  ])
})
