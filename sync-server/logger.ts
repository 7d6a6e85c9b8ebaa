// Owns what may be logged: counts, ids, durations and route patterns from an allow-list; never a name, phone, code, body or raw address.

import { pino, type DestinationStream } from 'pino';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** The allow-list. A field that is not here is dropped, whatever its value. */
const fieldNames = [
  'requestId',
  'method',
  'route',
  'status',
  'durationMs',
  'problem',
  'outcome',
  'outcomes',
  'pull',
  'centreId',
  'device',
  'log',
  'seq',
  'kid',
  'role',
  'rows',
  'bodies',
  'spans',
  'events',
  'doses',
  'quarantined',
  'bytes',
  'count',
  'seconds',
  'port',
  'engine',
  'appVersion',
  'errorName',
  'errorCode',
  'frames',
] as const;
/** Fields outside the list may be handed in: they do not get out. */
export type LogFields = Readonly<Record<string, unknown>>;

/** `what` is a fixed sentence of ours: nothing is ever put into it. */
export interface Logger {
  readonly debug: (fields: LogFields, what: string) => void;
  readonly info: (fields: LogFields, what: string) => void;
  readonly warn: (fields: LogFields, what: string) => void;
  readonly error: (fields: LogFields, what: string) => void;
}

export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = { level, base: null, messageKey: 'what' };
  const target = destination === undefined ? pino(options) : pino(options, destination);
  return {
    debug: (fields, what) => target.debug(allowedFields(fields), what),
    info: (fields, what) => target.info(allowedFields(fields), what),
    warn: (fields, what) => target.warn(allowedFields(fields), what),
    error: (fields, what) => target.error(allowedFields(fields), what),
  };
}

const textMax = 600;
const listMax = 64;
/** Signs of ids, route patterns and stack frames: other scripts, quotes and line ends never pass. */
const safeText = /^[\w.:/<>(){}*?@$ ,+-]*$/;

function allowedFields(fields: LogFields): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const name of fieldNames) {
    const value = fields[name];
    if (value === undefined) continue;
    out[name] = Array.isArray(value)
      ? value.slice(0, listMax).map(allowedValue)
      : allowedValue(value);
  }
  return out;
}

function allowedValue(value: unknown): string | number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const isSafe = typeof value === 'string' && value.length <= textMax && safeText.test(value);
  return isSafe ? value : 'dropped';
}

/** What may be said of a thrown error: its class, its code and where it came from. Messages quote input, so they stay out. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const { code } = error as { code?: unknown };
  return {
    errorName: error.name,
    ...(typeof code === 'string' ? { errorCode: code } : {}),
    frames: framesOf(error),
  };
}

const framesMax = 5;

/** The message stands at the top of a stack: only what follows it is read. */
function framesOf(error: Error): string {
  const stack = error.stack ?? '';
  const at = stack.indexOf(error.message);
  const below = at < 0 ? stack : stack.slice(at + error.message.length);
  return [...below.matchAll(/([\w.-]+\/[\w.-]+\.\w+):(\d+):\d+\)?$/gm)]
    .slice(0, framesMax)
    .map((frame) => `${frame[1]}:${frame[2]}`)
    .join(' < ');
}
