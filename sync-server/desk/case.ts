// Owns one case as the desk shows it: all evidence side by side. Only for people of the place; every person in it is audited.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { DeskOpenDose } from '../../schemas/desk.ts';
import type { DeskAct, DeskCase, DeskCaseDose } from '../../schemas/desk-case.ts';
import type { CaseEntry, DoseInCase } from '../../schemas/fold/case.ts';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { identityKey, referenceKey } from '../../schemas/log/hash-chain.ts';
import { logAlias } from '../../schemas/log/log-id.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { isLogRemembered } from '../ingest/log-remembered.ts';
import { isLogApart } from '../ingest/rows-apart.ts';
import { gatherCase, gatherCases, readBooking, type CaseFacts } from '../judge/gather-facts.ts';
import { reasonGroupOf } from '../judge/reasons.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { readAccountNames, readHistory } from './case-history.ts';
import { deskStateOf } from './dose-state.ts';
import { findLikelySame } from './likely-same.ts';
import { readToldApart, type ToldApart } from '../judge/pairs.ts';
import { readDeskPerson } from './person.ts';

export type CaseReading =
  | { readonly outcome: 'found'; readonly answer: DeskCase }
  /** Alike for a centre of others and for a case nobody knows. */
  | { readonly outcome: 'not-your-place' };

export async function readDeskCase(
  parts: ServerParts,
  account: SignedIn,
  centreId: number,
  caseKey: string,
): Promise<CaseReading> {
  const reach = parts.store.database;
  const centre = await selectCentresOf(reach, account)
    .select(['centre.name', 'centre.feed_seq'])
    .where('centre.centre_id', '=', centreId)
    .executeTakeFirst();
  if (centre === undefined) return { outcome: 'not-your-place' };
  const facts = await gatherCase({ reach, keys: parts.keys, centreId }, caseKey);
  if (facts.rows.length === 0) return { outcome: 'not-your-place' };
  const { folded } = facts;
  const links = await describeLinks(reach, centreId, facts, parts.keys);
  const apart = await readToldApart(reach, centreId, caseKey);
  const without = new Set([...facts.otherCases, ...apart.map((each) => each.otherCase)]);
  const likely = await findLikelySame(reach, centreId, folded, without);
  const likelySame = await withHashes(parts, centreId, likely);
  const toldApart = await describeToldApart(parts, centreId, apart);
  await writeAudit(
    parts,
    reach,
    [
      caseKey,
      ...links.map((link) => link.otherCase),
      ...likelySame.map((each) => each.caseKey),
      ...toldApart.map((each) => each.otherCase),
    ].map(
      (subject) =>
        ({ account: account.account, action: 'read-person', centreId, subject }) as const,
    ),
  );
  const answer: DeskCase = {
    centreId,
    centreName: centre.name,
    caseKey,
    caseHash: caseSetHash(nodeDigest, folded),
    // Read before the rows: whatever came in between is named as new rather than passed over.
    seen: centre.feed_seq,
    person: await readDeskPerson(reach, centreId, folded),
    ...(await describeActs(reach, centreId, facts)),
    links,
    likelySame,
    toldApart,
    comments: await readComments(reach, centreId, caseKey),
    history: await readHistory(reach, centreId, caseKey),
  };
  return { outcome: 'found', answer };
}

type Acts = Pick<
  DeskCase,
  | 'booking'
  | 'registration'
  | 'checkIns'
  | 'codeTries'
  | 'codesSay'
  | 'notToday'
  | 'doses'
  | 'questions'
>;

async function describeActs(
  reach: DatabaseReach,
  centreId: number,
  facts: CaseFacts,
): Promise<Acts> {
  const { folded } = facts;
  const actOf = await createActReader(reach, centreId, facts);
  const booking = await readBooking(reach, centreId, folded.key);
  const { registration } = folded;
  const names = await readAccountNames(reach);
  return {
    booking:
      booking === null || booking === 'none'
        ? null
        : {
            day: booking.day,
            slot: booking.slot,
            product: booking.product,
            doseNumber: booking.dose_number,
            earlierDoseDay: booking.earlier_dose_day,
            earlierDoseProduct: booking.earlier_dose_product,
            code: booking.code_state as 'counts' | 'none' | 'weak',
            isEnded: booking.is_ended === 1,
          },
    registration: registration && {
      ...actOf(registration),
      category: registration.body.category,
      idType: registration.body.idType,
    },
    checkIns: folded.checkedIn.map((entry) => ({
      ...actOf(entry),
      idType: entry.body.idType,
      idSeen: entry.body.idSeen,
      screening: entry.body.screening === 'clear' ? [] : entry.body.screening,
    })),
    codeTries: folded.codesTried.map((entry) => ({ ...actOf(entry), matches: entry.body.matches })),
    codesSay: facts.codes,
    notToday: folded.notToday.map((entry) => ({
      ...actOf(entry),
      outcome: entry.body.outcome,
      reason: entry.body.reason,
    })),
    doses: folded.doses.map((dose) => describeDose(facts, dose, actOf(dose))),
    questions: folded.questions.map(({ body, at, answers }) => ({
      topic: body.topic,
      text: body.text ?? null,
      account: names.get(body.account) ?? body.account,
      askedAt: at,
      answers: answers.map((entry) => ({
        ...actOf(entry),
        answer: entry.body.answer,
        text: entry.body.text ?? null,
      })),
    })),
  };
}

function describeDose(facts: CaseFacts, dose: DoseInCase, act: DeskAct): DeskCaseDose {
  const { vial } = facts.factsOf(dose);
  return {
    ...act,
    doseEvent: dose.ref,
    state: deskStateOf(dose),
    reasons: dose.reasons.map((each) => ({ ...each, group: reasonGroupOf(each.reason) })),
    doseNumber: dose.body.doseNumber,
    product: dose.body.product,
    vaccineBatch: dose.body.vaccineBatch,
    vial: dose.body.vial,
    vialFacts: vial,
    withoutCode: dose.body.withoutCode ?? null,
    isError: dose.enteredInError !== null,
  };
}

/** Who, on which tablet, by which clock, and how it came: the same for every act. */
async function createActReader(reach: DatabaseReach, centreId: number, facts: CaseFacts) {
  const staff = await reach
    .selectFrom('staff')
    .select(['staff_id', 'name'])
    .where('centre_id', '=', centreId)
    .execute();
  const names = new Map(staff.map((row) => [row.staff_id, row.name]));
  const tablets = await reach
    .selectFrom('tablet_log')
    .innerJoin('device', 'device.device', 'tablet_log.device')
    .select(['tablet_log.log', 'device.alias'])
    .where('tablet_log.centre_id', '=', centreId)
    .execute();
  const aliases = new Map(tablets.map((row) => [row.log, row.alias]));
  const rows = new Map(facts.rows.map((row) => [identityKey(row.logged.identity), row]));
  return (entry: CaseEntry<unknown>): DeskAct => {
    const row = rows.get(referenceKey(entry.ref));
    const log = row?.log ?? entry.ref.log;
    return {
      at: entry.at,
      skew: entry.skew,
      receivedAt: row?.receivedAt ?? entry.at,
      by: entry.by && {
        staffId: entry.by.staffId,
        name: names.get(entry.by.staffId) ?? entry.by.staffId,
        proved: entry.by.proved,
      },
      tablet: aliases.get(entry.ref.log) ?? logAlias(entry.ref.log),
      cameIn: cameIn(log, entry.ref.log),
    };
  };
}

function cameIn(log: string, writtenIn: string): DeskAct['cameIn'] {
  if (isLogRemembered(log)) return 'remembered';
  if (isLogApart(log)) return 'after-gap';
  return log === writtenIn ? 'own' : 'carried-on';
}

async function describeLinks(
  reach: DatabaseReach,
  centreId: number,
  { folded }: CaseFacts,
  keys: ServerParts['keys'],
): Promise<DeskCase['links']> {
  const names = await readAccountNames(reach);
  const described: DeskCase['links'][number][] = [];
  for (const { body, at } of folded.links) {
    const other = await gatherCase({ reach, keys, centreId }, body.otherCase);
    const actOf = await createActReader(reach, centreId, other);
    described.push({
      link: body.link,
      otherCase: body.otherCase,
      person: await readDeskPerson(reach, centreId, other.folded),
      account: names.get(body.account) ?? body.account,
      note: body.note,
      at,
      doses: other.folded.doses
        .filter((dose) => dose.enteredInError === null)
        .map((dose): DeskOpenDose['otherDoses'][number] => ({
          administeredAt: dose.at - dose.skew,
          product: dose.body.product,
          tablet: actOf(dose).tablet,
          state: deskStateOf(dose),
        })),
    });
  }
  return described;
}

async function withHashes(
  { store, keys }: ServerParts,
  centreId: number,
  likely: Awaited<ReturnType<typeof findLikelySame>>,
): Promise<DeskCase['likelySame']> {
  const from = { reach: store.database, keys, centreId };
  const cases = await gatherCases(
    from,
    likely.map((each) => each.caseKey),
  );
  return likely.map((each) => ({
    ...each,
    caseHash: caseSetHash(nodeDigest, cases.get(each.caseKey)!.folded),
  }));
}

async function describeToldApart(
  { store, keys }: ServerParts,
  centreId: number,
  apart: readonly ToldApart[],
): Promise<DeskCase['toldApart']> {
  const reach = store.database;
  const names = await readAccountNames(reach);
  const cases = await gatherCases(
    { reach, keys, centreId },
    apart.map((each) => each.otherCase),
  );
  const described: DeskCase['toldApart'][number][] = [];
  for (const each of apart) {
    const { folded } = cases.get(each.otherCase)!;
    const person = await readDeskPerson(reach, centreId, folded);
    described.push({ ...each, person, account: names.get(each.account) ?? each.account });
  }
  return described;
}

async function readComments(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<DeskCase['comments']> {
  const names = await readAccountNames(reach);
  const rows = await reach
    .selectFrom('case_comment')
    .select(['account', 'at', 'words'])
    .where('centre_id', '=', centreId)
    .where('case_key', '=', caseKey)
    .orderBy('at')
    .orderBy('comment_id')
    .execute();
  return rows.map((row) => ({ ...row, account: names.get(row.account) ?? row.account }));
}

/** Stays at the desk: a suspicion is not sent to whom it is about. */
export async function commentAtDesk(
  parts: ServerParts,
  account: SignedIn,
  comment: { readonly centreId: number; readonly caseKey: string; readonly words: string },
): Promise<{ readonly outcome: 'done' | 'not-yours' }> {
  const { centreId, caseKey, words } = comment;
  const { database } = parts.store;
  const centre = await selectCentresOf(database, account)
    .select('centre.centre_id')
    .where('centre.centre_id', '=', centreId)
    .executeTakeFirst();
  if (centre === undefined) return { outcome: 'not-yours' };
  await database
    .insertInto('case_comment')
    .values({
      comment_id: bytesToBase64url(parts.random(12)),
      centre_id: centreId,
      case_key: caseKey,
      account: account.account,
      at: parts.clock.nowSeconds(),
      words,
    })
    .execute();
  await writeAudit(parts, database, [
    { account: account.account, action: 'commented', centreId, subject: caseKey },
  ]);
  return { outcome: 'done' };
}
