export { startHost, type Host, type HostView } from './start.ts'
export { prepareDatabase, platformRole, auditorRole } from './database.ts'
export { apiBase } from './http.ts'
