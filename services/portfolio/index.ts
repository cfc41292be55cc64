export { portfolio } from './service.ts'
