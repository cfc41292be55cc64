export { auditBooks, describeFindings } from './audit.ts'
export type { Finding } from './check.ts'
export { auditor } from './service.ts'
