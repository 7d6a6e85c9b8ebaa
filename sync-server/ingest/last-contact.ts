// Owns what is kept of a tablet's last contact, in one text: its heartbeat, and the last number of each log it named.

import * as z from 'zod/mini';
import { heartbeatSchema, type ExchangeRequest, type Heartbeat } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';

const headsSchema = z.record(z.string(), z.int().check(z.minimum(0)));

export interface LastContact {
  /** Null when the text is in a form of another version; the tablet is listed all the same. */
  readonly heartbeat: Heartbeat | null;
  /** By log: the last number the tablet said it had written. Null in a text from before heads were kept. */
  readonly heads: Readonly<Record<string, number>> | null;
}

/**
 * A log that is not named this time keeps its number: a request names a limited count of logs, and a tablet whose
 * storage was emptied names none of those it has lost.
 */
export function writeLastContact(
  before: string | null,
  header: Pick<ExchangeRequest, 'ask' | 'heartbeat'>,
): string {
  const said = Object.entries(header.ask).map(([log, points]): [string, number] => [
    log,
    Math.max(0, ...points.map(([seq]) => seq)),
  ]);
  const named = new Set(said.map(([log]) => log));
  const kept = Object.entries(readLastContact(before)?.heads ?? {}).filter(
    ([log]) => !named.has(log),
  );
  const heads = [...said, ...kept].slice(0, 2 * limits.requestLogsMax);
  return JSON.stringify({ ...header.heartbeat, heads: Object.fromEntries(heads) });
}

/** Null when the tablet never called. */
export function readLastContact(text: string | null): LastContact | null {
  if (text === null) return null;
  const json = parseObject(text);
  const heartbeat = z.safeParse(heartbeatSchema, json);
  const heads = z.safeParse(headsSchema, json['heads']);
  return {
    heartbeat: heartbeat.success ? heartbeat.data : null,
    heads: heads.success ? heads.data : null,
  };
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
