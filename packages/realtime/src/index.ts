export * from './client-event.ts'
export * from './protocol.ts'
