// Owns cards as the desk sees them: the people of one centre and day with the state of each card, and one card for paper. Reads are audited.

import { inflateRawSync } from 'node:zlib';
import { readOwnPayload, type CardContent } from '../../schemas/card/payload.ts';
import type {
  DeskCardRow,
  DeskCardShown,
  DeskCardsOfDay,
  DeskCardState,
} from '../../schemas/desk-cards.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { CardDeps } from '../certificates/deps.ts';
import { readCardOfCase, type CardOfCase } from '../certificates/read-card.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { readDeskPerson } from './person.ts';

const rowsPerPage = 50;

type NotYours = { readonly outcome: 'not-your-place' };

export async function readCardsOfDay(
  deps: CardDeps,
  account: SignedIn,
  asked: { readonly centreId: number; readonly day: string; readonly after?: string },
): Promise<{ readonly outcome: 'read'; readonly answer: DeskCardsOfDay } | NotYours> {
  const { database } = deps.store;
  const { centreId, day, after } = asked;
  if ((await readCentre(deps, account, centreId)) === undefined)
    return { outcome: 'not-your-place' };
  let query = database
    .selectFrom('dose')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', centreId)
    .where('day', '=', day);
  if (after !== undefined) query = query.where('case_key', '>', after);
  const found = await query
    .orderBy('case_key')
    .limit(rowsPerPage + 1)
    .execute();
  const page = found.slice(0, rowsPerPage).map((row) => row.case_key);
  const rows: DeskCardRow[] = [];
  for (const caseKey of page) rows.push(await readRow(deps, centreId, caseKey));
  await audit(deps, account, centreId, page);
  const next = found.length > page.length ? (page.at(-1) ?? null) : null;
  return { outcome: 'read', answer: { rows, next } };
}

export async function readCardToPrint(
  deps: CardDeps,
  account: SignedIn,
  { centreId, caseKey }: { readonly centreId: number; readonly caseKey: string },
): Promise<{ readonly outcome: 'read'; readonly answer: DeskCardShown } | NotYours> {
  const centre = await readCentre(deps, account, centreId);
  if (centre === undefined) return { outcome: 'not-your-place' };
  const found = await readCardOfCase(deps, centreId, caseKey);
  await audit(deps, account, centreId, found.state === 'issued' ? found.caseKeys : [caseKey]);
  const card = toState(found);
  if (found.state !== 'issued') return { outcome: 'read', answer: { card, print: null } };
  const { jws, numeric, file } = found.card;
  const print = {
    ...readWords(jws),
    numeric,
    file,
    centreName: centre.name,
    district: centre.district,
    verifyAddress: `${deps.issuer}/verify.html`,
  };
  return { outcome: 'read', answer: { card, print } };
}

function readCentre({ store }: CardDeps, account: SignedIn, centreId: number) {
  return selectCentresOf(store.database, account)
    .select(['name', 'district'])
    .where('centre_id', '=', centreId)
    .executeTakeFirst();
}

async function readRow(deps: CardDeps, centreId: number, caseKey: string): Promise<DeskCardRow> {
  const reach = deps.store.database;
  const { folded } = await gatherCase({ reach, keys: deps.keys, centreId }, caseKey);
  const { name, birthYear, mobileLast4 } = await readDeskPerson(reach, centreId, folded);
  const card = toState(await readCardOfCase(deps, centreId, caseKey));
  return { caseKey, name, birthYear, mobileLast4, card };
}

function toState(card: CardOfCase): DeskCardState {
  if (card.state === 'issued') return { state: 'issued', issuedAt: card.card.issuedAt };
  if (card.state === 'not-yet') return { state: 'not-yet', why: card.why };
  return { state: card.state };
}

function readWords(jws: string): CardContent {
  const packed = Buffer.from(jws.split('.')[1] ?? '', 'base64url');
  return readOwnPayload(inflateRawSync(packed).toString('utf8'));
}

function audit(
  deps: CardDeps,
  { account }: SignedIn,
  centreId: number,
  caseKeys: readonly string[],
): Promise<void> {
  return writeAudit(
    deps,
    deps.store.database,
    caseKeys.map((subject) => ({ account, action: 'read-person', centreId, subject })),
  );
}
