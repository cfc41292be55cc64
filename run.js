// `node run.js [node flags] <file | tool> [arguments]` runs a program of ours: it brings the Node that the program needs and the
// dependencies it imports, whenever either is missing. Every npm script goes through it (docs/adr/0005-start-up-and-node.md).
// Plain JavaScript without dependencies: it must work on whatever Node is there, from 18 on.
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import * as module from 'node:module'
import { constants, hostname } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const nodeVersionMin = [24, 12] // type stripping without a flag or a warning, and no resource leak in `node --watch`
const pins = join(root, 'tools/node') // package.json and lockfile: one exact, checksummed Node per platform
const fetched = join(root, '.node') // ignored by git
const isWindows = process.platform === 'win32'
const packageOfTool = { tsc: 'typescript' } // where the package has another name than its program
const lockSilenceMsMax = 10_000 // the holder of the lock touches it every second
const parentPollMs = 500
const leftNpmMsMax = 60_000
const lock = join(fetched, 'lock')
const holder = `${process.pid} ${hostname()} `

const words = process.argv.slice(2)
const targetAt = words.findIndex(word => !word.startsWith('-'))
const flags = words.slice(0, Math.max(targetAt, 0))
const target = words[targetAt]
const args = words.slice(targetAt + 1)

if (target === undefined) stop('usage: node run.js [node flags] <file | tool> [arguments]')
if (Number(process.versions.node.split('.')[0]) < 18) stop(`needs Node 18 or newer to start; this is ${process.version}`)
endWithParent()
const node = isNewEnough() ? process.execPath : await fetchedNode()
await installIfMissing()
const file = fileOf(target)
if (node === process.execPath && flags.length === 0) await runHere(file)
else runThere(file)

function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  return major > nodeVersionMin[0] || (major === nodeVersionMin[0] && minor >= nodeVersionMin[1])
}

// The pinned Node of this platform, fetched once. Unpacked aside and renamed: it is whole or absent.
async function fetchedNode() {
  const { optionalDependencies: versions } = read(join(pins, 'package.json'))
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`
  const need = `needs Node ${nodeVersionMin.join('.')} or newer; this is ${process.version}`
  if (!(name in versions)) stop(`${need}, and there is none to fetch for ${process.platform}-${process.arch}: please install it`)
  const home = join(fetched, `${name}-${versions[name]}`)
  const binary = join(home, 'bin', isWindows ? 'node.exe' : 'node')
  if (existsSync(binary)) return binary
  await oneAtATime(async () => {
    if (existsSync(binary)) return
    sweep()
    say(`this is Node ${process.version}; fetching Node ${versions[name]} into .node (once, about 52 MB)`)
    const box = join(fetched, `new-${process.pid}`)
    mkdirSync(box, { recursive: true })
    for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(pins, name), join(box, name))
    await npm(process.execPath, ['ci', '--prefix', box], 'Node could not be fetched')
    const unpacked = join(box, 'node_modules', name)
    // npm skips an optional package in silence when it cannot be had or its checksum is wrong.
    if (!existsSync(unpacked))
      stop(`npm did not deliver ${name}@${versions[name]}: no network, or not the checksum in tools/node/package-lock.json`)
    for (const unused of ['include', 'share', 'CHANGELOG.md']) remove(join(unpacked, unused))
    sweep()
    renameSync(unpacked, home)
    remove(box)
  })
  return binary
}

// Older pins, and what a killed run left.
function sweep() {
  for (const left of readdirSync(fetched)) if (/^(new|node)-/.test(left) && left !== `new-${process.pid}`) remove(join(fetched, left))
}

async function installIfMissing() {
  if (missingPackage() === undefined) return
  await oneAtATime(async () => {
    if (missingPackage() === undefined) return
    say('installing dependencies')
    await npm(node, ['ci', '--prefix', root], 'the dependencies could not be installed')
    const missing = missingPackage()
    if (missing !== undefined) stop(`npm did not deliver ${missing}: no network, or not the checksum in package-lock.json`)
  })
}

// What differs from the lockfile. npm leaves in node_modules a copy of it that says what is there, written last: so an
// interrupted install is noticed, and after a pull that changed a version the next start installs by itself.
function missingPackage() {
  const hidden = join(root, 'node_modules/.package-lock.json')
  const there = existsSync(hidden) ? read(hidden).packages : {}
  const wanted = Object.entries(read(join(root, 'package-lock.json')).packages)
  return wanted.find(([path, entry]) => {
    if (path === '' || entry.link) return false
    return there[path] ? there[path].version !== entry.version : isForThisPlatform(entry)
  })?.[0]
}

// Optional packages of other platforms may be absent; which of the C libraries this machine has, only npm knows.
function isForThisPlatform(entry) {
  if (!entry.optional && !entry.devOptional) return true
  return entry.os !== undefined && entry.libc === undefined && includes(entry.os, process.platform) && includes(entry.cpu, process.arch)
}
function includes(list, value) {
  return list === undefined || [list].flat().includes(value)
}

async function npm(withNode, argv, trouble) {
  const cli = npmFile()
  if (cli === undefined) stop('npm is needed once, to install: use `npm start` instead of starting this file directly')
  // What the outer npm was told about its own task must not reach the inner one; cache, registry and proxy settings must.
  const unwanted =
    /^npm_(package_|lifecycle_|command|config_(prefix|local_prefix|global|location|workspaces?|include|omit|only|optional|production|dry_run|package_lock|force|save|ignore_scripts))/i
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !unwanted.test(key) && key !== 'NODE_ENV'))
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error']
  const child = spawn(withNode, [cli, ...argv, ...quiet], { cwd: root, stdio: ['ignore', 2, 2], env })
  writeFileSync(lock, holder + child.pid)
  const forward = signal => child.kill(signal) || process.exit(128 + constants.signals[signal])
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, forward)
  const code = await new Promise(done =>
    child.once('error', error => done(error.message)).once('exit', (code, signal) => done(signal ?? code)),
  )
  for (const signal of ['SIGTERM', 'SIGHUP']) process.off(signal, forward)
  if (typeof code === 'string' && code in constants.signals) process.exit(128 + constants.signals[code])
  if (code !== 0) stop(`${trouble} (${typeof code === 'string' ? code : 'see npm above'})`)
}

function npmFile() {
  const beside = dirname(process.execPath)
  const onPath = (process.env.PATH ?? '').split(delimiter).map(folder => join(folder, 'npm'))
  const candidates = [
    process.env.npm_execpath,
    join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(beside, 'node_modules/npm/bin/npm-cli.js'),
    ...onPath,
  ]
  return candidates
    .filter(candidate => candidate && existsSync(candidate))
    .map(candidate => realpathSync(candidate))
    .find(candidate => candidate.endsWith('npm-cli.js'))
}

// `npm start` and `npm test` may begin together on a fresh clone. The lock is a file that its holder keeps touching, so that
// one left behind is known by its silence, and at once when its process of this machine is gone.
async function oneAtATime(work) {
  mkdirSync(fetched, { recursive: true })
  while (!(await takeLock())) await pause(200)
  const heartbeat = setInterval(() => attempt(() => utimesSync(lock, new Date(), new Date())), 1000)
  const release = () => isOurs() && rmSync(lock)
  process.once('exit', release)
  await work()
  clearInterval(heartbeat)
  process.off('exit', release)
  release()
}

async function takeLock() {
  const [pid, host, npmPid] = (attempt(() => readFileSync(lock, 'utf8')) ?? '').split(' ')
  const isHere = host === hostname()
  const isSilent = attempt(() => Date.now() - statSync(lock).mtimeMs > lockSilenceMsMax)
  const isLeft = isSilent || (isHere && !isAlive(Number(pid)))
  if (isLeft) {
    // The npm of a killed run goes on alone; beside it ours would fail, and often it even finishes the work.
    const end = Date.now() + leftNpmMsMax
    while (isHere && Number(npmPid) > 0 && isAlive(Number(npmPid)) && Date.now() < end) await pause(200)
    rmSync(lock, { force: true })
  }
  try {
    writeFileSync(lock, holder, { flag: 'wx' })
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
  if (isLeft) await pause(300) // another that found it left may have removed ours by now
  return isOurs()
}

function isOurs() {
  return attempt(() => readFileSync(lock, 'utf8'))?.startsWith(holder) === true
}

function isAlive(pid) {
  if (attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'))?.includes(') Z ')) return false // dead, and nobody took notice
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

// A path of ours, or the program of an installed package.
function fileOf(name) {
  if (/[/.]/.test(name)) return existsSync(join(root, name)) ? join(root, name) : stop(`there is no ${name}`)
  const home = join(root, 'node_modules', packageOfTool[name] ?? name)
  if (!existsSync(home)) stop(`${name} is neither a file nor an installed tool`)
  const { bin } = read(join(home, 'package.json'))
  return join(home, typeof bin === 'string' ? bin : bin[name])
}

async function runHere(file) {
  module.enableCompileCache?.(join(root, 'node_modules/.cache/node'))
  process.argv = [process.execPath, file, ...args]
  await import(pathToFileURL(file).href)
}

// Without flags the new Node starts this file again, for its compile cache; Node flags are for the program itself.
function runThere(file) {
  const program = flags.length === 0 ? [fileURLToPath(import.meta.url), target] : [...flags, file]
  const child = spawn(node, [...program, ...args], { stdio: 'inherit' })
  process.on('SIGINT', () => {}) // Ctrl-C reaches the child as well; we only wait for it
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', error =>
    stop(`the fetched Node does not run on this machine (${error.message}): please install Node ${nodeVersionMin.join('.')} or newer`),
  )
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

// A SIGTERM to `npm start` ends npm and its shell but never reaches us: notice that the parent is gone.
function endWithParent() {
  if (!process.env.npm_lifecycle_event) return
  const parent = process.ppid
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), parentPollMs).unref()
}

function read(file) {
  return JSON.parse(readFileSync(file, 'utf8'))
}
function remove(path) {
  attempt(() => rmSync(path, { recursive: true, force: true, maxRetries: 3 })) // an interrupted npm unpacks for a moment longer
}
function attempt(work) {
  try {
    return work()
  } catch {
    return undefined
  }
}
function pause(ms) {
  return new Promise(done => setTimeout(done, ms))
}
function say(line) {
  process.stderr.write(`tradecraft: ${line}\n`)
}
function stop(line) {
  say(line)
  process.exit(1)
}
