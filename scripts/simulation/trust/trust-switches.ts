// Owns the switches of the trust runs: each takes one rule of the judge out of the product's own source while a worker loads it,
// so that the runs are seen to fail without it.

import type { Switch } from '../switches.ts';

export interface TrustSwitch extends Pick<Switch, 'name' | 'rule' | 'edits'> {
  /** The strategy, or the honest side, that then goes wrong. */
  readonly seenBy: string;
  /** Words of the fault that is then found. */
  readonly says: string;
}

export const trustSwitches: readonly TrustSwitch[] = [
  {
    name: 'look-alikes are taken',
    rule: 'a code with the right remainder counts as the right one',
    seenBy: 'no-shows, guessed among look-alikes',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/judge-codes.ts',
        find: 'codeKeys, counting, booking, rightCode);\n',
        put: 'codeKeys, counting, booking, rightCode).map((each) =>\n    each.code !== null && each.code % 103 === rightCode % 103 ? { ...each, code: rightCode } : each);\n',
      },
    ],
  },
  {
    name: 'a slip is believed',
    rule: 'what a tablet says of a slip is enough; its bytes are not compared',
    seenBy: 'forged slips, with the pinned key and one real slip',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/judge-codes.ts',
        find: 'const isOwn = isOwnSlip(keys, centreId, booking, codeKey, { log, seq }, body.slip);',
        put: 'const isOwn = seq > 0;',
      },
    ],
  },
  {
    name: 'one right code is enough',
    rule: 'not the set of codes ever tried, but one right one among them',
    seenBy: 'no-shows, every look-alike tried',
    says: 'certificates',
    edits: [
      {
        file: 'schemas/rules/security-code.ts',
        find: "  if (counted.size > 1) return 'several';\n",
        put: '',
      },
    ],
  },
  {
    name: 'no stock cap',
    rule: 'a batch gives as many doses as are written down',
    seenBy: 'a paying accomplice (willing holder of a phone)',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/shared-troubles.ts',
        find: "  return batch.drawn > batch.capacity ? 'batch-overdrawn' : null;\n",
        put: '  return null;\n',
      },
    ],
  },
  {
    name: 'a vial has no bottom',
    rule: 'a vial gives as many doses as are written down',
    seenBy: 'overdrawing one vial (codes overheard)',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/shared-troubles.ts',
        find: "  return vial.drawn > capacity ? 'vial-overdrawn' : null;\n",
        put: "  return vial.drawn > capacity * 1_000 ? 'vial-overdrawn' : null;\n",
      },
    ],
  },
  {
    name: 'closing ends no code',
    rule: 'a code said during the day is good for a dose written at night',
    seenBy: 'after hours, with codes left over from the day',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/judge-codes.ts',
        find: ' && !closing.isAfterClosing',
        put: '',
      },
    ],
  },
  {
    name: 'a claimed name proves',
    rule: 'a second person counts without their own key',
    seenBy: 'another’s staff id, for people without a phone',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/reasons.ts',
        find: '(entry) => stands(entry.by) && entry.by?.staffId !== dose.by?.staffId',
        put: '(entry) => entry.by?.staffId !== dose.by?.staffId',
      },
    ],
  },
  {
    name: 'a vouch is a second person',
    rule: 'whoever is in charge and vouches for a name of their own is two people alone',
    seenBy: 'vouching in-charge alone, for people without a phone',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/reasons.ts',
        find: '!isSeenByTwo(f, f.vouchedOnly) &&',
        put: 'false &&',
      },
    ],
  },
  {
    name: 'nobody claims',
    rule: 'a document is claimed by one centre alone before a card',
    seenBy: 'claims across centres (codes overheard)',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/reasons.ts',
        find: "group: 'contradicted', find: (f) => f.isClaimedElsewhere }",
        put: "group: 'contradicted', find: () => false }",
      },
    ],
  },
  {
    name: 'anybody takes a dose back',
    rule: 'a revoked tablet takes back what others gave, and the judge follows',
    seenBy: 'a late forged correction',
    says: 'honest doses',
    edits: [
      {
        file: 'sync-server/judge/gather-facts.ts',
        find: '!tablet.isRevoked && tablet.isOfCentre',
        put: 'tablet !== null',
      },
    ],
  },
  {
    name: 'a moved tablet stays',
    rule: 'an old profile goes on recording for its old centre',
    seenBy: 'a moved tablet’s old profile (codes overheard)',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/reasons.ts',
        find: 'find: (f) => !f.tablet.isOfCentre',
        put: 'find: (f) => f.tablet === null',
      },
    ],
  },
  {
    name: 'the phone is not asked',
    rule: 'a walk-in is confirmed on the vaccinator’s word',
    seenBy: 'walk-ins on a friend’s phone',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/reasons.ts',
        find: 'find: (f) => f.booking === null && isWithoutCode(f) && canGiveWord(f) && !isOwnWord(f)',
        put: 'find: (f) => f.booking === null && f.tablet === null',
      },
    ],
  },
  {
    name: 'every walk-in is a task',
    rule: 'what waits for the person’s own word becomes somebody’s work',
    seenBy: 'the honest side',
    says: 'tasks for each 1,000',
    edits: [
      {
        file: 'sync-server/judge/reasons.ts',
        find: '  !ownWordReasons.includes(reason) &&\n',
        put: '',
      },
    ],
  },
  {
    name: 'evidence is never due',
    rule: 'what waits for evidence waits without end, and nobody is told',
    seenBy: 'the honest side',
    says: 'nobody is asked',
    edits: [
      {
        file: 'sync-server/judge/evidence-due.ts',
        find: '  if (closedAt + limits.evidenceDueSeconds > now) return false;\n',
        put: '  if (closedAt > 0) return false;\n',
      },
    ],
  },
  {
    name: 'a stated code proves anybody',
    rule: 'a booking’s right code counts under whatever name is written at the table',
    seenBy: 'a stated booking under another name (code told by a willing phone)',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/decide-booking-answers.ts',
        find: 'return birthYear === booking.birthYear && soundsAlike(name, booking.name);',
        put: 'return true;',
      },
    ],
  },
  {
    name: 'a stated guess tells nothing',
    rule: 'a wrong code of a stated booking counts as if none had been said',
    seenBy: 'stated bookings, numbers known and codes guessed',
    says: 'not exposed at once',
    edits: [
      {
        file: 'schemas/rules/stated-booking.ts',
        find: "return own.includes(rightCode) ? 'right' : 'wrong';",
        put: "return own.includes(rightCode) ? 'right' : 'none';",
      },
    ],
  },
  {
    name: 'a booking serves twice',
    rule: 'nobody asks whether another case was dosed on the booking',
    seenBy: 'a stated booking used twice, at two centres (code told by a willing phone)',
    says: 'certificates',
    edits: [
      {
        file: 'sync-server/judge/stated-bookings.ts',
        find: 'return rows.some((row) => row.answer !== null && (JSON.parse(row.answer) as StatedAnswer).isUsed);',
        put: 'return rows.length < 0;',
      },
    ],
  },
];
