export { auth } from './service.ts'
export { openVerifier, type Verifier } from './verifier.ts'
