import { pino, type Logger } from 'pino'
import pretty from 'pino-pretty'
import type { Config } from './config.ts'

/** Logs go to standard error, where they disturb no protocol: as JSON, or as text where a person reads. */
export function createLog({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  const terminal = process.stderr.isTTY
  const stream = terminal
    ? pretty({ destination: 2, sync: true, colorize: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' })
    : pino.destination({ dest: 2, sync: true })
  return pino({ level: logLevel }, stream)
}
