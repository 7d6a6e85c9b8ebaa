// Owns the spans a request brings and those already held: opening seeds once, keeping keys sealed at rest.

import { base64urlToBytes, concatBytes } from '../../schemas/bytes.ts';
import { spanSealInfo, type ExchangeRequest } from '../../schemas/exchange.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { spanKeysOf, type SpanKeys } from './row-crypto.ts';

/** Keys of one span, and what has to be written when it came with this request. */
export interface OpenedSpan {
  readonly keys: SpanKeys | null;
  readonly isNew: boolean;
  readonly kid: string;
  readonly sealed: Uint8Array;
}

export const spanName = (log: string, span: string): string => `${log}/${span}`;

/** The spans that come with a request, outside any transaction: those that are stored as they are kept, the others opened. */
export async function openRequestSpans(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  header: Pick<ExchangeRequest, 'logs' | 'spans'>,
): Promise<Map<string, OpenedSpan>> {
  const opened = new Map<string, OpenedSpan>();
  const centres = [...new Set(Object.values(header.logs).map((offer) => offer.centreId))];
  // A span sent with rows of more than one centre is opened again: hardly ever, and never wrong.
  if (centres.length === 1) await addStoredSpans(reach, keys, centres[0]!, header.spans, opened);
  for (const { log, span, kid, sealed } of header.spans) {
    const bytes = base64urlToBytes(sealed);
    if (bytes === null || opened.has(spanName(log, span))) continue;
    const seed = await keys.openSealed(kid, bytes, spanSealInfo(log, span));
    opened.set(spanName(log, span), {
      keys: seed?.length === 32 ? spanKeysOf(seed) : null,
      isNew: true,
      kid,
      sealed: bytes,
    });
  }
  return opened;
}

/**
 * Adds the spans of a log that are already stored; a stored span wins over one sent again. A stored span stays as it was
 * stored, so that one found before the transaction is not asked for in it again.
 */
export async function addStoredSpans(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  centreId: number,
  names: readonly SpanPlace[],
  opened: Map<string, OpenedSpan>,
): Promise<void> {
  const missing = names.filter(({ log, span }) => opened.get(spanName(log, span))?.isNew !== false);
  for (const row of await readStoredSpans(reach, centreId, missing)) {
    const spanKey =
      row.span_key && keys.openFromStorage(storageContext(row.log, row.span), row.span_key);
    const codeKey =
      row.code_key && keys.openFromStorage(storageContext(row.log, row.span), row.code_key);
    opened.set(spanName(row.log, row.span), {
      keys: spanKey && codeKey ? { spanKey, codeKey } : null,
      isNew: false,
      kid: row.kid,
      sealed: row.sealed,
    });
  }
}

const selectSpans = rememberQuery<{
  readonly centreId: number;
  readonly log: string;
  readonly spans: readonly string[];
}>()((reach, { one, list }) =>
  reach
    .selectFrom('span')
    .select(['log', 'span', 'kid', 'sealed', 'span_key', 'code_key'])
    .where('centre_id', '=', one('centreId'))
    .where('log', '=', one('log'))
    .where('span', 'in', list('spans')),
);

type StoredSpan = Awaited<ReturnType<typeof selectSpans>>[number];

async function readStoredSpans(
  reach: DatabaseReach,
  centreId: number,
  places: readonly SpanPlace[],
): Promise<StoredSpan[]> {
  const rows: StoredSpan[] = [];
  for (const [log, ofLog] of Map.groupBy(places, (place) => place.log))
    rows.push(
      ...(await readAll(
        ofLog.map((place) => place.span),
        (spans) => selectSpans(reach, { centreId, log, spans }),
      )),
    );
  return rows;
}

export async function storeSpan(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  centreId: number,
  log: string,
  span: string,
  opened: OpenedSpan,
): Promise<void> {
  const context = storageContext(log, span);
  await insertSpan(reach, {
    centreId,
    log,
    span,
    kid: opened.kid,
    sealed: concatBytes(opened.sealed),
    spanKey: opened.keys && keys.sealForStorage(context, opened.keys.spanKey),
    codeKey: opened.keys && keys.sealForStorage(context, opened.keys.codeKey),
  });
}

const insertSpan = rememberQuery<{
  readonly centreId: number;
  readonly log: string;
  readonly span: string;
  readonly kid: string;
  readonly sealed: Uint8Array;
  readonly spanKey: Uint8Array | null;
  readonly codeKey: Uint8Array | null;
}>()((reach, { one }) =>
  reach
    .insertInto('span')
    .values({
      centre_id: one('centreId'),
      log: one('log'),
      span: one('span'),
      kid: one('kid'),
      sealed: one('sealed'),
      span_key: one('spanKey'),
      code_key: one('codeKey'),
    })
    .onConflict((conflict) => conflict.columns(['centre_id', 'log', 'span']).doNothing()),
);

export interface SpanPlace {
  readonly log: string;
  readonly span: string;
}

const selectCodeKeys = rememberQuery<{
  readonly centreId: number;
  readonly log: string;
  readonly spans: readonly string[];
}>()((reach, { one, list }) =>
  reach
    .selectFrom('span')
    .select(['span', 'code_key'])
    .where('centre_id', '=', one('centreId'))
    .where('log', '=', one('log'))
    .where('span', 'in', list('spans')),
);

/** The code keys of stored spans, by which masked digits are read: by span name, null where one cannot be opened. */
export async function readCodeKeysOf(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  centreId: number,
  places: readonly SpanPlace[],
): Promise<Map<string, Uint8Array | null>> {
  const found = new Map<string, Uint8Array | null>();
  for (const [log, ofLog] of Map.groupBy(places, (place) => place.log)) {
    const rows = await readAll(
      ofLog.map((place) => place.span),
      (spans) => selectCodeKeys(reach, { centreId, log, spans }),
    );
    for (const { span, code_key } of rows)
      found.set(
        spanName(log, span),
        code_key && keys.openFromStorage(storageContext(log, span), code_key),
      );
  }
  return found;
}

function storageContext(log: string, span: string): string {
  return `span\n${log}\n${span}`;
}
