// Owns what a supervisor says about a case beside accepting and revoking: a question to the centre, "same person" and its undo.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { DeskCaseAnswer, DeskLink, DeskQuestion } from '../../schemas/desk-case.ts';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { createServerLogId } from '../../schemas/log/log-id.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { followLink } from '../certificates/follow-link.ts';
import { linkWords, storeDecision } from '../decisions/apply-decisions.ts';
import type { DecisionsFile } from '../decisions/decisions-file.ts';
import { sealWords, type LinkDecision, type PairSaid } from '../decisions/entry.ts';
import { readEpoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import { appendServerWords, type ServerLogContext } from '../ingest/server-log.ts';
import { gatherCase, type CaseFacts } from '../judge/gather-facts.ts';
import { judgeCases, subjectOfCase } from '../judge/judge-case.ts';
import { putSaid } from '../judge/pairs.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { ServerParts } from '../parts.ts';
import { readHistory } from './case-history.ts';
import { readDeskPerson } from './person.ts';

export type CaseWordParts = ServerParts & {
  readonly appVersion: string;
  readonly decisions: DecisionsFile;
};

/** The question reaches the centre's tablets with their next exchange. It is bound to nothing: asking decides nothing. */
export async function askCentreAtDesk(
  parts: CaseWordParts,
  account: SignedIn,
  question: DeskQuestion,
): Promise<DeskCaseAnswer> {
  const { centreId, caseKey } = question;
  if (!(await isCentreOf(parts.store.database, account, centreId))) return { outcome: 'not-yours' };
  return inCentre(parts, centreId, async (context) => {
    const facts = await gather(context, caseKey);
    const subject = subjectOfCase(facts);
    if (subject === null) return { outcome: 'no-such-case' };
    const { folded } = facts;
    const person = await readDeskPerson(context.transaction, centreId, folded);
    const dose = folded.doses[0];
    const { topic, text } = question;
    await appendServerWords(context, [
      {
        kind: 'question-asked',
        subject,
        caseKey,
        body: {
          topic,
          ...(text === null ? {} : { text }),
          account: account.account,
          ...(dose === undefined ? {} : { doseEvent: dose.ref }),
          about: {
            name: person.name,
            day: istDayOf(dose === undefined ? context.now : dose.at - dose.skew),
          },
        },
      },
    ]);
    await writeAudit(parts, context.transaction, [
      { account: account.account, action: 'asked-centre', centreId, subject: caseKey },
    ]);
    return { outcome: 'done' };
  });
}

/** Both cases hear of it in one transaction, under one link id; both are judged at once. */
export async function linkAtDesk(
  parts: CaseWordParts,
  account: SignedIn,
  asked: DeskLink,
): Promise<DeskCaseAnswer> {
  const { centreId, caseKey } = asked;
  if (!(await isCentreOf(parts.store.database, account, centreId))) return { outcome: 'not-yours' };
  const made: (LinkDecision | PairSaid)[] = [];
  const answer = await inCentre(parts, centreId, async (context, serverSeq) => {
    // A transaction that is run again begins anew.
    made.length = 0;
    const facts = await gather(context, caseKey);
    const outcome = decideLink(facts, asked, bytesToBase64url(parts.random(9)));
    if (outcome.outcome === 'look-again')
      return {
        outcome: 'look-again',
        changes: await readHistory(context.transaction, centreId, caseKey, asked.seen),
      };
    if (outcome.outcome !== 'link') return outcome;
    const { otherCase, link } = outcome;
    const other = await gather(context, otherCase);
    const subjects = [subjectOfCase(facts), subjectOfCase(other)] as const;
    if (subjects[0] === null || subjects[1] === null) return { outcome: 'no-such-case' };
    const words = { account: account.account, note: asked.note };
    const id = bytesToBase64url(parts.random(12));
    const { number, randomHex } = context.epoch;
    const entry: LinkDecision = {
      what: 'link',
      id,
      centreId,
      caseKey,
      otherCase,
      link,
      said: asked.what,
      at: context.now,
      word: { log: createServerLogId(number, randomHex, centreId), seq: serverSeq + 1 },
      sealed: sealWords(parts.keys, id, words),
    };
    await appendServerWords(context, linkWords(entry, words, [subjects[0], subjects[1]]));
    await storeDecision(context.transaction, entry, 'applied');
    const pair = await sayOfPair(parts, context, [caseKey, otherCase], asked.what, words);
    await storeDecision(context.transaction, pair, 'applied');
    made.push(entry, pair);
    await judgeCases(context, [caseKey, otherCase]);
    await followLink(context, [caseKey, otherCase], asked.what);
    await writeAudit(
      parts,
      context.transaction,
      [caseKey, otherCase].map((subject) => ({
        account: account.account,
        action: asked.what === 'same-person' ? ('linked' as const) : ('told-apart' as const),
        centreId,
        subject,
      })),
    );
    return { outcome: 'done' };
  });
  // On a disk of its own before anybody hears of it.
  if (answer.outcome === 'done') parts.decisions.append(made);
  return answer;
}

/** The pair of the two follows what is said of them: it is no open task any more, and an undone link is not offered again. */
async function sayOfPair(
  parts: Pick<CaseWordParts, 'keys' | 'random'>,
  { transaction, centreId, now }: ServerLogContext,
  [caseKey, otherCase]: readonly [string, string],
  what: DeskLink['what'],
  words: { readonly account: string; readonly note: string },
): Promise<PairSaid> {
  const said = what === 'same-person' ? 'same' : 'different';
  const sides: PairSaid['sides'] = [
    { centreId, caseKey },
    { centreId, caseKey: otherCase },
  ];
  await putSaid(transaction, sides, { said, now, ...words });
  const id = bytesToBase64url(parts.random(12));
  return { what: 'pair', id, said, sides, at: now, sealed: sealWords(parts.keys, id, words) };
}

type LinkOutcome =
  | { readonly outcome: 'link'; readonly otherCase: string; readonly link: string }
  | { readonly outcome: 'look-again' | 'no-such-case' | 'already' };

function decideLink(facts: CaseFacts, asked: DeskLink, newLink: string): LinkOutcome {
  const { folded } = facts;
  if (facts.rows.length === 0) return { outcome: 'no-such-case' };
  if (caseSetHash(nodeDigest, folded) !== asked.caseHash) return { outcome: 'look-again' };
  if (asked.what === 'same-person') {
    const { otherCase } = asked;
    if (otherCase === folded.key) return { outcome: 'no-such-case' };
    if (facts.otherCases.includes(otherCase)) return { outcome: 'already' };
    return { outcome: 'link', otherCase, link: newLink };
  }
  const standing = folded.links.find((each) => each.body.link === asked.link);
  if (standing === undefined) return { outcome: 'already' };
  return { outcome: 'link', otherCase: standing.body.otherCase, link: asked.link };
}

export function gather({ transaction, keys, centreId }: ServerLogContext, caseKey: string) {
  return gatherCase({ reach: transaction, keys, centreId }, caseKey);
}

/** Under the centre's lock, with all that the server's own log needs. */
export async function inCentre(
  parts: CaseWordParts,
  centreId: number,
  /** `serverSeq`: the last number of the server's own log. */
  work: (context: ServerLogContext, serverSeq: number) => Promise<DeskCaseAnswer>,
): Promise<DeskCaseAnswer> {
  return parts.store.transact(async (transaction): Promise<DeskCaseAnswer> => {
    const centre = await lockCentre(transaction, centreId, parts.store.engine === 'postgres');
    if (!centre) return { outcome: 'not-yours' };
    const context = {
      transaction,
      keys: parts.keys,
      epoch: await readEpoch(transaction, () => parts.random(4)),
      centreId,
      now: parts.clock.nowSeconds(),
      appVersion: parts.appVersion,
    };
    return work(context, centre.server_seq);
  });
}
