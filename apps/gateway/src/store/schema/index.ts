// The entry that drizzle-kit reads: every table of the gateway, and none of a service's.
export * from './api-keys.ts'
export * from './caller-sessions.ts'
export * from './calls.ts'
export * from './console-sessions.ts'
export * from './sign-in-links.ts'
export * from './tool-calls.ts'
export * from './turns.ts'
export * from './users.ts'
