export { findFiles, readLines } from './read-lines.ts'
export type { FoundFile } from './read-lines.ts'
