export { replayShard } from './replay-shard.ts'
export { matching } from './service.ts'
