import pino from 'pino'
import type { Log } from '#platform/ports'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** JSON lines on stderr, one child per service; stdout belongs to what a person started the program for. */
export function createLog(level: LogLevel): Log {
  return wrap(
    pino(
      { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: label => ({ level: label }) } },
      pino.destination({ fd: 2, sync: true }),
    ),
  )
}

function wrap(logger: pino.Logger): Log {
  return {
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: fields => wrap(logger.child(fields)),
  }
}
