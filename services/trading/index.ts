export { trading } from './service.ts'
