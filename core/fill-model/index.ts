export type { LevelChange, QueueModel } from './queue-model.ts'
export { riskAverse } from './risk-averse.ts'
