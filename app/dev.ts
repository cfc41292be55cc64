/** `npm run dev`: as `npm start`, with the page from its sources; Node starts it again when a source of the server changes. */
import { fileURLToPath } from 'node:url'
import { developPage } from './page/develop.ts'
import { runProgram } from './program.ts'

process.exit(await runProgram(async () => ({ page: developPage(fileURLToPath(new URL('..', import.meta.url))) })))
