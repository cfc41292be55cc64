export { Replay } from './replay.ts'
export { matching } from './service.ts'
