// Owns the properties of the fold: order-free, idempotent, total, and what the words of the server do to a dose.

import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64url } from '../bytes.ts';
import { eventKinds } from '../events/index.ts';
import type { LoggedEvent, SuchiEvent } from '../events/event.ts';
import { canonicalText } from '../log/canonical.ts';
import { referenceTo } from '../log/hash-chain.ts';
import { administeredAtOf, isFromPaper } from './administered-at.ts';
import { foldCase } from './fold.ts';

const tablet = 'ABCDEFGH.12345678';
const otherTablet = 'JKMNPQRS.12345678';
const server = (epoch: number): string => `S${epoch}-0011aabb.46420`;

function logged(
  log: string,
  seq: number,
  kind: string,
  body: object,
  more: object = {},
): LoggedEvent {
  const event = {
    v: 1,
    kind,
    subject: { appointmentNo: 7, check: 9 },
    at: 1_790_000_000 + seq,
    skew: 0,
    app: 'test',
    body,
    ...more,
  } as unknown as SuchiEvent;
  const hash = bytesToBase64url(
    new Uint8Array(
      createHash('sha256')
        .update(`${log}/${seq}/${canonicalText(event)}`)
        .digest(),
    ),
  );
  return { identity: { log, seq, hash }, event, by: { staffId: 'st-1', proved: false } };
}

const doseBody = eventKinds.get('dose-administered')!.fixture as object;
const dose = (log: string, seq: number): LoggedEvent =>
  logged(log, seq, 'dose-administered', doseBody, { mayDose: true });
const word = (seq: number, state: string, target: LoggedEvent, epoch = 1): LoggedEvent =>
  logged(
    server(epoch),
    seq,
    state,
    { doseEvent: referenceTo(target.identity), reasons: [] },
    { mayDose: true },
  );

const anyLogged = fc
  .tuple(
    fc.constantFrom(tablet, otherTablet, server(1)),
    fc.integer({ min: 1, max: 30 }),
    fc.constantFrom(...eventKinds.values()),
  )
  .map(([log, seq, kind]) =>
    logged(log, seq, kind.kind, kind.fixture as object, kind.mayDose ? { mayDose: true } : {}),
  );

describe('fold of a case', () => {
  it('says of a dose that it is in question by the set of words alone, in any order: settled once, open now', () => {
    const given = dose(tablet, 1);
    const states = ['confirmed', 'waiting', 'held', 'accepted', 'revoked'] as const;
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...states), { maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (said, numbers) => {
          const events = [given, ...said.map((state, i) => word(i + 1, state, given))];
          const shuffled = events
            .map((event) => ({ event, rank: numbers.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ event }) => event);
          const last = said.at(-1);
          const isOpen = last === 'waiting' || last === 'held';
          const wasSettled = said.some((state) => state === 'confirmed' || state === 'accepted');
          expect(foldCase('a7-9', shuffled).doses[0]!.isInQuestion).toBe(isOpen && wasSettled);
        },
      ),
    );
  });

  it('gives equal bytes for equal sets, in any order and with repetitions', () => {
    fc.assert(
      fc.property(
        fc.array(anyLogged, { maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (events, numbers) => {
          const shuffled = [...events, ...events.slice(0, 4)]
            .map((event) => ({ event, rank: numbers.next().value as number }))
            .sort((a, b) => a.rank - b.rank)
            .map(({ event }) => event);
          expect(canonicalText(foldCase('k', shuffled))).toBe(canonicalText(foldCase('k', events)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('keeps both records when two tablets give the same dose offline', () => {
    const folded = foldCase('k', [dose(tablet, 3), dose(otherTablet, 8)]);
    expect(folded.doses.map((d) => d.ref.log)).toEqual([tablet, otherTablet]);
    expect(folded.progress).toBe('dosed');
  });

  it('lets one dose mark one dose only', () => {
    const folded = foldCase('k', [dose(tablet, 3)]);
    expect(folded.doses).toHaveLength(1);
    expect(folded.doses[0]!.body.doseNumber).toBe(1);
  });

  it('shows the latest word in server-log order, not by clock, and a later epoch over an earlier', () => {
    const given = dose(tablet, 3);
    const later = word(5, 'confirmed', given);
    const late = {
      ...word(4, 'held', given),
      event: { ...word(4, 'held', given).event, at: 9_999_999_999 },
    };
    expect(foldCase('k', [later, late, given]).doses[0]!.state).toBe('confirmed');
    expect(foldCase('k', [later, given, word(1, 'revoked', given, 2)]).doses[0]!.state).toBe(
      'revoked',
    );
  });

  it('does not believe a tablet that speaks with the server’s words, nor a server that gives doses', () => {
    const given = dose(tablet, 3);
    const forged = logged(tablet, 4, 'confirmed', {
      doseEvent: referenceTo(given.identity),
      reasons: [],
    });
    expect(foldCase('k', [given, forged]).doses[0]!.state).toBe('received');
    expect(foldCase('k', [dose(server(1), 1)]).doses).toHaveLength(0);
  });

  it('keeps a dose that was entered in error visible, and no longer counts it', () => {
    const given = dose(tablet, 3);
    const error = logged(
      otherTablet,
      1,
      'entered-in-error',
      { target: referenceTo(given.identity), reason: 'wrong-person' },
      { mayDose: true },
    );
    const folded = foldCase('k', [error, given]);
    expect(folded.doses[0]!.enteredInError).toEqual(referenceTo(error.identity));
    expect(folded.progress).toBe('due');
  });

  it('says when something here may change a dose in words it does not know', () => {
    const strange = logged(tablet, 1, 'dose-moved-in-2031', { what: 1 }, { mayDose: true });
    expect(foldCase('k', [strange]).hasNewerDoseWords).toBe(true);
    expect(foldCase('k', [logged(tablet, 1, 'tea-drunk', {})]).hasNewerDoseWords).toBe(false);
  });

  it('shows a person who came back after "not today" as arrived', () => {
    const away = logged(tablet, 1, 'not-today', {
      outcome: 'absent',
      reason: 'called',
      nextDate: null,
      ends: [],
    });
    const back = logged(otherTablet, 1, 'checked-in', {
      idType: 'pan',
      idSeen: 'matches',
      screening: 'clear',
      noticeLanguage: 'mr',
      after: referenceTo(away.identity),
    });
    expect(foldCase('k', [away]).progress).toBe('not-today');
    expect(foldCase('k', [back, away]).progress).toBe('arrived');
  });

  it('keeps every AEFI report, from the table and from the desk, and strikes out the one made in error', () => {
    const given = dose(tablet, 3);
    const report = (log: string, seq: number, severity: string, more: object = {}): LoggedEvent =>
      logged(log, seq, 'aefi-reported', {
        ...(eventKinds.get('aefi-reported')!.fixture as object),
        doseEvent: referenceTo(given.identity),
        severity,
        ...more,
      });
    const first = report(tablet, 4, 'minor');
    const later = report(server(1), 9, 'serious', {
      follows: referenceTo(first.identity),
      account: 'meera',
    });
    const error = logged(
      tablet,
      5,
      'entered-in-error',
      { target: referenceTo(first.identity), reason: 'wrong-person' },
      { mayDose: true },
    );
    const folded = foldCase('k', [later, error, given, first]);
    expect(folded.aefiReports.map((each) => [each.body.severity, each.enteredInError])).toEqual([
      ['minor', referenceTo(error.identity)],
      ['serious', null],
    ]);
    expect(folded.doses[0]!.enteredInError).toBeNull();
  });

  it('tells the true time of a dose copied from paper, and corrects a clock only where the clock spoke', () => {
    const paper = logged(
      tablet,
      3,
      'dose-administered',
      { ...doseBody, administeredAt: 1_621_570_000 },
      { mayDose: true, skew: 900 },
    );
    const live = logged(tablet, 4, 'dose-administered', doseBody, { mayDose: true, skew: 900 });
    const [fromPaper, atTable] = foldCase('k', [paper, live]).doses;
    expect(administeredAtOf(fromPaper!)).toBe(1_621_570_000);
    expect(isFromPaper(fromPaper!)).toBe(true);
    expect(administeredAtOf(atTable!)).toBe(1_790_000_004 - 900);
    expect(isFromPaper(atTable!)).toBe(false);
  });

  it('folds the fixture of every kind without complaint', () => {
    for (const kind of eventKinds.values()) {
      const log = kind.writer === 'server' ? server(1) : tablet;
      expect(() =>
        foldCase('k', [logged(log, 1, kind.kind, kind.fixture as object)]),
      ).not.toThrow();
    }
  });

  const said = (seq: number, kind: string, link: string, otherCase = 'a8-8'): LoggedEvent =>
    logged(server(1), seq, kind, { link, otherCase, account: 'meera', note: 'seen in person' });

  it('keeps a link undone once it was undone, whatever order the words come in; a new link is another', () => {
    const words = [
      said(1, 'same-person', 'link-1'),
      said(2, 'not-same-person', 'link-1'),
      said(3, 'same-person', 'link-2'),
    ];
    for (const order of [words, [...words].reverse(), [words[1]!, words[0]!, words[2]!]])
      expect(foldCase('a7-9', order).links.map((link) => link.body.link)).toEqual(['link-2']);
    expect(foldCase('a7-9', words.slice(0, 2)).links).toEqual([]);
  });

  it('believes a link, an undo and a question only from the server’s own log', () => {
    const forged = logged(tablet, 1, 'same-person', said(1, 'same-person', 'x').event.body);
    const undo = logged(tablet, 2, 'not-same-person', said(2, 'same-person', 'link-1').event.body);
    const real = said(1, 'same-person', 'link-1');
    const links = foldCase('a7-9', [forged, undo, real]).links;
    expect(links.map((link) => link.body.link)).toEqual(['link-1']);
  });

  it('puts every answer to its question, from any tablet, also when the answer came first', () => {
    const asked = logged(server(1), 4, 'question-asked', {
      topic: 'vial',
      account: 'meera',
      about: { name: 'A', day: '2026-11-23' },
    });
    const answer = (log: string, says: string): LoggedEvent =>
      logged(log, 9, 'question-answered', { question: referenceTo(asked.identity), answer: says });
    const events = [answer(tablet, 'yes'), asked, answer(otherTablet, 'not-known')];
    for (const order of [events, [...events].reverse()]) {
      const [question] = foldCase('a7-9', order).questions;
      expect(question?.answers.map((each) => each.body.answer)).toEqual(['yes', 'not-known']);
    }
    const stray = foldCase('a7-9', [answer(tablet, 'yes')]);
    expect(stray.questions).toEqual([]);
  });
});
