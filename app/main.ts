/** `npm start`: everything on this machine, with the built page. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openPage } from './page/page.ts'
import { runProgram } from './program.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

process.exit(
  await runProgram(async say => {
    const page = await openPage({ root, folder: join(root, 'dist/web'), say })
    return { page, build: page.build }
  }),
)
