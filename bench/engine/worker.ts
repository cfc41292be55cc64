// One measurement of one engine in a process of its own: the task as JSON in the first argument, the answer as JSON on stdout.
import { type Task, work } from './tasks.ts'

process.stdout.write(JSON.stringify(await work(JSON.parse(process.argv[2]!) as Task)))
