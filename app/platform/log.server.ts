import pino from 'pino';
import { env } from './env.server';
import { redactFields, redactText } from './redact';

/**
 * The log: JSON lines on stdout. People's addresses, tokens and secrets never reach it (ASVS 16.2.5): by the name of a
 * field wherever it is nested, and by their shape inside any text.
 */
export const log = pino({
  level: env.logLevel,
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }), log: redactFields },
  serializers: { err: serializeError, error: serializeError },
  hooks: {
    logMethod(args, method) {
      const clean = args.map((arg) => (typeof arg === 'string' ? redactText(arg) : arg)) as typeof args;
      return method.apply(this, clean);
    },
  },
});

function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack, ...rest } = pino.stdSerializers.err(error);
  return { type, message: redactText(message), stack: redactText(stack), code: rest.code };
}
