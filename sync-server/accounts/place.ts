// Owns the places an account is bound to: how they are stored, and which centres they cover.

import type { DatabaseReach } from '../store/schema.ts';
import type { AccountRole } from './accounts.ts';

/** A district names its state too: there are two Aurangabads. */
export type Place =
  | { readonly kind: 'centre'; readonly centreId: number }
  | {
      readonly kind: 'block';
      readonly state: string;
      readonly district: string;
      readonly block: string;
    }
  | { readonly kind: 'district'; readonly state: string; readonly district: string }
  | { readonly kind: 'state'; readonly state: string }
  | { readonly kind: 'all' };

export const placeKindsOfRole = {
  'in-charge': ['centre'],
  'block-supervisor': ['block'],
  'district-supervisor': ['district'],
  'state-admin': ['state', 'all'],
  'record-reader': ['centre', 'block', 'district', 'state', 'all'],
} as const satisfies { readonly [role in AccountRole]: readonly Place['kind'][] };

export function placeToColumns(place: Place): {
  readonly place_kind: string;
  readonly place: string;
} {
  const { kind, ...rest } = place;
  return { place_kind: kind, place: JSON.stringify(rest) };
}

/** Null when the row says nothing this program understands: the account then reaches no centre at all. */
export function readPlace(kind: string, text: string): Place | null {
  const parts = parseObject(text);
  if (parts === null) return null;
  const { centreId, state, district, block } = parts;
  if (kind === 'all') return { kind };
  if (kind === 'centre') return typeof centreId === 'number' ? { kind, centreId } : null;
  if (typeof state !== 'string') return null;
  if (kind === 'state') return { kind, state };
  if (typeof district !== 'string') return null;
  if (kind === 'district') return { kind, state, district };
  return kind === 'block' && typeof block === 'string' ? { kind, state, district, block } : null;
}

type CentreCondition = readonly ['centre_id' | 'state' | 'district' | 'block', string | number];

/** What a centre's row must say to be among an account's places. */
export function placesOf(account: { readonly place: Place }): readonly CentreCondition[] {
  const { place } = account;
  switch (place.kind) {
    case 'centre':
      return [['centre_id', place.centreId]];
    case 'block':
      return [
        ['state', place.state],
        ['district', place.district],
        ['block', place.block],
      ];
    case 'district':
      return [
        ['state', place.state],
        ['district', place.district],
      ];
    case 'state':
      return [['state', place.state]];
    case 'all':
      return [];
  }
}

/** The one beginning of every desk query: centres of the account's places and no others. */
export function selectCentresOf(reach: DatabaseReach, account: { readonly place: Place }) {
  let query = reach.selectFrom('centre');
  for (const [column, value] of placesOf(account)) {
    query = query.where(`centre.${column}`, '=', value);
  }
  return query;
}

export async function isCentreOf(
  reach: DatabaseReach,
  account: { readonly place: Place },
  centreId: number,
): Promise<boolean> {
  const row = await selectCentresOf(reach, account)
    .select('centre.centre_id')
    .where('centre.centre_id', '=', centreId)
    .executeTakeFirst();
  return row !== undefined;
}

/** What a page shows: a centre's name, "Karjat, Raigad", "Raigad", "Maharashtra". */
export async function describePlace(reach: DatabaseReach, place: Place): Promise<string> {
  if (place.kind === 'block') return `${place.block}, ${place.district}`;
  if (place.kind === 'district') return place.district;
  if (place.kind === 'state') return place.state;
  if (place.kind === 'all') return 'All centres';
  const row = await reach
    .selectFrom('centre')
    .select('name')
    .where('centre_id', '=', place.centreId)
    .executeTakeFirst();
  return row?.name ?? `Centre ${place.centreId}`;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
