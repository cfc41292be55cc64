export { auth } from './service.ts'
export { openVerifier } from './verifier.ts'
