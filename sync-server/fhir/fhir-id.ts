// Owns the ids of exported resources: made of the names that centre, log and row have for ever, so that nothing personal is in them.

import { base64urlToBytes, bytesToBase64url, bytesToHex } from '../../schemas/bytes.ts';
import { appointmentKey, walkInKey } from '../../schemas/events/event.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { isTabletLogId, serverLogEpoch } from '../../schemas/log/log-id.ts';

export interface EventPlace {
  readonly centreId: number;
  readonly ref: EventReference;
}
export interface CasePlace {
  readonly centreId: number;
  readonly caseKey: string;
}

/** `centre.log.seq.hash`, the hash in hexadecimal: FHIR's ids know no "_". At most 60 signs. */
export function eventToId(place: EventPlace): string {
  const id = namedEventToId(place);
  if (id === null) throw new Error('fhir: an event whose log is none');
  return id;
}

/** For what a body names: null where that is no row of any log. */
export function namedEventToId({ centreId, ref }: EventPlace): string | null {
  const name = referenceToName(ref);
  return name === null ? null : `${centreId}.${name}`;
}

export function idToEvent(id: string): EventPlace | null {
  const [, centreId = '', rest = ''] = /^(\d{1,12})\.(.+)$/.exec(id) ?? [];
  const ref = nameToReference(rest);
  return ref === null ? null : { centreId: Number(centreId), ref };
}

/** Null for a walk-in that names a registration in no log of a tablet: such a person cannot be looked up. */
export function caseToId({ centreId, caseKey }: CasePlace): string | null {
  if (/^a\d{1,12}-\d{1,5}$/.test(caseKey)) return `${centreId}.${caseKey}`;
  const [, log = '', seq = '', h = ''] = /^w([^/]+)\/(\d+)\/([^/]+)$/.exec(caseKey) ?? [];
  const name = referenceToName({ log, seq: Number(seq), h });
  return name === null ? null : `${centreId}.w.${name}`;
}

export function idToCase(id: string): CasePlace | null {
  const booking = /^(\d{1,12})\.a(\d{1,12})-(\d{1,5})$/.exec(id);
  if (booking !== null) {
    const caseKey = appointmentKey(Number(booking[2]), Number(booking[3]));
    return { centreId: Number(booking[1]), caseKey };
  }
  const [, centreId = '', rest = ''] = /^(\d{1,12})\.w\.(.+)$/.exec(id) ?? [];
  const ref = nameToReference(rest);
  return ref === null ? null : { centreId: Number(centreId), caseKey: walkInKey(ref) };
}

function referenceToName({ log, seq, h }: EventReference): string | null {
  const bytes = base64urlToBytes(h);
  const isLog = isTabletLogId(log) || serverLogEpoch(log) !== null;
  if (!isLog || bytes?.length !== hashBytes || !Number.isSafeInteger(seq)) return null;
  return `${log}.${seq}.${bytesToHex(bytes)}`;
}

function nameToReference(name: string): EventReference | null {
  const [, log = '', seq = '', hex = ''] =
    /^([\w-]+\.\w+)\.(\d{1,16})\.([0-9a-f]{16})$/.exec(name) ?? [];
  const isLog = isTabletLogId(log) || serverLogEpoch(log) !== null;
  if (!isLog) return null;
  return { log, seq: Number(seq), h: bytesToBase64url(Buffer.from(hex, 'hex')) };
}

const hashBytes = 8;
