export { auditBooks, describeFindings } from './audit.ts'
export type { Finding } from './check-store.ts'
export { auditor } from './service.ts'
