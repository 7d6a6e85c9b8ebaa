// Owns reading CoWIN's session files in every shape seen (centres with sessions, flat sessions, error bodies). Pure.

import type { ProductRule } from '../../schemas/rules/rule-set.ts';
import { readCentre, textOf, type CentreRecord } from './read-centre.ts';
import { readVaccinationSession, type SessionRecord } from './read-vaccination-session.ts';
import { shown } from './findings.ts';

export interface SessionsFinding {
  readonly kind: 'corrected' | 'flagged' | 'refused';
  /** Which entry, in words people can find again. */
  readonly where: string;
  readonly text: string;
}

export type SessionsReading =
  | {
      readonly outcome: 'read';
      readonly centres: readonly CentreRecord[];
      readonly sessions: readonly SessionRecord[];
      readonly findings: readonly SessionsFinding[];
    }
  | { readonly outcome: 'refused'; readonly because: string };

type Entry = Readonly<Record<string, unknown>>;

export function readSessions(text: string, products: readonly ProductRule[]): SessionsReading {
  const parsed = parse(text);
  return parsed.outcome === 'refused' ? parsed : readEntries(parsed.entries, products);
}

type ParseOutcome =
  | { readonly outcome: 'parsed'; readonly entries: readonly unknown[] }
  | { readonly outcome: 'refused'; readonly because: string };

function parse(text: string): ParseOutcome {
  const body = text.trim();
  const refused = (because: string): ParseOutcome => ({ outcome: 'refused', because });
  if (body === '') return refused('is empty.');
  if (body.startsWith('<'))
    return refused(
      'is a web page (HTML), not CoWIN data: most likely the sign-in page of a network came instead. Fetch it again.',
    );
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    const isCut = /^[[{]/.test(body) && !isClosed(body);
    return refused(
      isCut
        ? 'ends in the middle: it was cut while being fetched or copied. Fetch it again.'
        : "is not JSON. It should be the answer of CoWIN's calendar or find service, saved as it came.",
    );
  }
  if (Array.isArray(value)) return { outcome: 'parsed', entries: value };
  const object = isEntry(value) ? value : {};
  if (typeof object['errorCode'] === 'string' || typeof object['error'] === 'string')
    return refused(
      `is an error message of CoWIN, not data: ${shown(textOf(object['errorCode']))} ${shown(textOf(object['error']))}. Ask CoWIN again.`,
    );
  const entries = [object['centers'], object['sessions']].find(Array.isArray) as
    unknown[] | undefined;
  if (entries === undefined)
    return refused(
      'is JSON, but holds neither "centers" nor "sessions": it is no CoWIN session file.',
    );
  return { outcome: 'parsed', entries };
}

/** Brackets balance outside of texts: then a fault is inside, not at the end. */
function isClosed(body: string): boolean {
  let depth = 0;
  for (const token of body.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]|"/gs)) {
    if (token[0] === '"') return false;
    if (token[0] === '{' || token[0] === '[') depth++;
    if (token[0] === '}' || token[0] === ']') depth--;
  }
  return depth <= 0;
}

function readEntries(
  entries: readonly unknown[],
  products: readonly ProductRule[],
): SessionsReading {
  const findings: SessionsFinding[] = [];
  const centres = new Map<number, CentreRecord>();
  const sessions = new Map<string, SessionRecord>();
  for (const [i, entry] of entries.entries()) {
    const report = (kind: SessionsFinding['kind'], text: string, detail = ''): void =>
      void findings.push({ kind, where: `entry ${i + 1}${detail}`, text });
    if (!isEntry(entry)) {
      report('refused', 'is not an object');
      continue;
    }
    const centre = readCentre(entry, report);
    if (centre === null) continue;
    if (!centres.has(centre.centreId)) centres.set(centre.centreId, centre);
    const own = Array.isArray(entry['sessions']) ? (entry['sessions'] as unknown[]) : [entry];
    for (const [j, item] of own.entries()) {
      const where = `, centre ${centre.centreId}, session ${j + 1}`;
      const tell = (kind: SessionsFinding['kind'], words: string): void =>
        report(kind, words, where);
      const session = isEntry(item) ? readVaccinationSession(item, centre, products, tell) : null;
      if (session === null) continue;
      const key = `${session.centreId}\n${session.vaccinationSession}`;
      const before = sessions.get(key);
      if (before === undefined) sessions.set(key, session);
      else if (JSON.stringify(before) !== JSON.stringify(session))
        tell('refused', 'this session id was already given with other details');
    }
  }
  if (centres.size === 0 && findings.length === 0)
    return {
      outcome: 'refused',
      because: 'holds no centre and no session: CoWIN had nothing for that question.',
    };
  return {
    outcome: 'read',
    centres: [...centres.values()],
    sessions: [...sessions.values()],
    findings,
  };
}

function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
