/** The one logger type. Log lines never hold secrets, card data, personal data, query strings or bodies. */
import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = Pick<PinoLogger, 'debug' | 'info' | 'warn' | 'error' | 'child'>;

export const createLogger = (level: string): Logger =>
  pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime });

/** Name and stack without the message: a driver's message may quote the values of a row. */
export function describeError(error: unknown): { name: string; code?: unknown; stack?: string } {
  if (!(error instanceof Error)) return { name: typeof error };
  const stack = error.stack?.split('\n').slice(1, 6).join('\n');
  const code = (error as { code?: unknown }).code;
  return { name: error.name, ...(code === undefined ? {} : { code }), ...(stack === undefined ? {} : { stack }) };
}
