// Owns finding the place an account is to be bound to, from names people type: it must be among the centres that are known.

import type { DatabaseReach } from '../store/schema.ts';
import type { AccountRole } from './accounts.ts';
import { placeKindsOfRole, type Place } from './place.ts';

export interface WantedPlace {
  readonly centre?: string | undefined;
  readonly block?: string | undefined;
  readonly district?: string | undefined;
  readonly state?: string | undefined;
  readonly everywhere?: boolean | undefined;
}

export type FindPlaceOutcome =
  | { readonly outcome: 'found'; readonly place: Place }
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

/** What each kind of place is named by on the command line. */
const namedBy = {
  centre: '--centre ID',
  block: '--block BLOCK --district DISTRICT',
  district: '--district DISTRICT',
  state: '--state STATE',
  all: '--everywhere',
} as const satisfies { readonly [kind in Place['kind']]: string };

export async function findPlace(
  reach: DatabaseReach,
  role: AccountRole,
  wanted: WantedPlace,
): Promise<FindPlaceOutcome> {
  const kind = kindOf(wanted);
  const kinds: readonly Place['kind'][] = placeKindsOfRole[role];
  if (kind === null || !kinds.includes(kind)) {
    return refuse(`A ${role} needs ${kinds.map((of) => namedBy[of]).join(' or ')}.`);
  }
  if (kind === 'all') return { outcome: 'found', place: { kind } };
  if (kind === 'centre') return findCentre(reach, wanted.centre ?? '');
  return findArea(reach, kind, wanted);
}

function kindOf({ centre, block, district, state, everywhere }: WantedPlace): Place['kind'] | null {
  if (everywhere === true) return 'all';
  if (centre !== undefined) return 'centre';
  if (block !== undefined) return district === undefined ? null : 'block';
  if (district !== undefined) return 'district';
  return state === undefined ? null : 'state';
}

async function findCentre(reach: DatabaseReach, typed: string): Promise<FindPlaceOutcome> {
  if (!/^\d{1,12}$/.test(typed))
    return refuse(`--centre takes the centre's number, not "${typed}".`);
  const centreId = Number(typed);
  const row = await reach
    .selectFrom('centre')
    .select('centre_id')
    .where('centre_id', '=', centreId)
    .executeTakeFirst();
  return row === undefined
    ? refuse(
        `No centre ${centreId} is known. Import its sessions first: npm run import -- --sessions FILE.json`,
      )
    : { outcome: 'found', place: { kind: 'centre', centreId } };
}

async function findArea(
  reach: DatabaseReach,
  kind: 'block' | 'district' | 'state',
  wanted: WantedPlace,
): Promise<FindPlaceOutcome> {
  const columns = {
    block: ['state', 'district', 'block'],
    district: ['state', 'district'],
    state: ['state'],
  } as const;
  const areas = await reach
    .selectFrom('centre')
    .select(['state', 'district', 'block'])
    .distinct()
    .orderBy('state')
    .orderBy('district')
    .execute();
  const isWanted = (name: string, typed: string | undefined): boolean =>
    typed === undefined || name.toLowerCase() === typed.trim().toLowerCase();
  const fitting = areas.filter(
    (area) =>
      isWanted(area.state, wanted.state) &&
      isWanted(area.district, kind === 'state' ? undefined : wanted.district) &&
      isWanted(area.block, kind === 'block' ? wanted.block : undefined),
  );
  const places = new Map(
    fitting.map((area) => [columns[kind].map((column) => area[column]).join('\n'), area]),
  );
  const [area] = places.values();
  if (area === undefined) return refuse(...sayUnknown(kind, wanted[kind] ?? '', areas));
  if (places.size > 1) {
    const states = [...new Set(fitting.map((of) => of.state))].join(', ');
    return refuse(`There is more than one ${kind} of this name (${states}): add --state STATE.`);
  }
  const { state, district, block } = area;
  if (kind === 'state') return { outcome: 'found', place: { kind, state } };
  if (kind === 'district') return { outcome: 'found', place: { kind, state, district } };
  return { outcome: 'found', place: { kind, state, district, block } };
}

const namesShownMax = 12;

function sayUnknown(
  kind: 'block' | 'district' | 'state',
  typed: string,
  areas: readonly { readonly state: string; readonly district: string; readonly block: string }[],
): string[] {
  const known = [...new Set(areas.map((area) => area[kind]))].sort();
  if (known.length === 0) {
    return [
      `No centre is known yet, so there is no ${kind} "${typed}".`,
      'Import sessions first: npm run import -- --sessions FILE.json',
    ];
  }
  const more = known.length > namesShownMax ? ', …' : '';
  return [
    `No centre of a ${kind} "${typed}" is known.`,
    `Known: ${known.slice(0, namesShownMax).join(', ')}${more}.`,
  ];
}

function refuse(...sentences: readonly string[]): FindPlaceOutcome {
  return { outcome: 'refused', sentences };
}
