// Owns the promises of a session's fold: any order gives the same, and a closing nobody knew of stays one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent, SuchiEvent } from '../events/event.ts';
import { eventKinds } from '../events/index.ts';
import { canonicalText } from '../log/canonical.ts';
import { referenceTo } from '../log/hash-chain.ts';
import { foldVaccinationSession } from './vaccination-session.ts';

const [one, other] = ['ABCDEFGH.12345678', 'JKMNPQRS.12345678'];

function logged(log: string, seq: number, kind: string, body?: object): LoggedEvent {
  const event = {
    v: 1,
    kind,
    subject: { vaccinationSession: 'vs-1' },
    at: 1_621_573_200 + seq,
    skew: 0,
    app: 'test',
    body: body ?? eventKinds.get(kind)!.fixture,
  } as unknown as SuchiEvent;
  const hash = `${log.slice(0, 4)}${seq}${kind.slice(-4)}`.padEnd(43, 'A');
  return {
    identity: { log, seq, hash },
    event,
    by: { staffId: 'st-1', proved: true },
  };
}

const opening = logged(one!, 1, 'vaccination-session-opened');
const closing = logged(one!, 50, 'vaccination-session-closed');
const reopening = logged(one!, 51, 'vaccination-session-opened', {
  ready: [],
  notReady: [],
  reopens: [referenceTo(closing.identity)],
  reason: 'family came late',
});
const phase = (...events: readonly LoggedEvent[]): string =>
  foldVaccinationSession('vs-1', events).phase;

describe('a vaccination session', () => {
  it('is open from its opening to its closing, and again when it is opened again', () => {
    expect(phase()).toBe('not-opened');
    expect(phase(opening)).toBe('open');
    expect(phase(closing, opening)).toBe('closed');
    expect(phase(closing, opening, reopening)).toBe('open');
  });

  it('stays closed by a second tablet whose closing was not known when the first opened again', () => {
    const second = logged(other!, 9, 'vaccination-session-closed');
    const folded = foldVaccinationSession('vs-1', [opening, closing, second, reopening]);
    expect(folded.phase).toBe('closed');
    expect(folded.standingCloses.map((entry) => entry.ref.log)).toEqual([other]);
    expect(folded.closed).toHaveLength(2);
  });

  it('gives equal bytes in any order and with repetitions', () => {
    const events = [
      opening,
      closing,
      reopening,
      logged(other!, 2, 'stock-counted'),
      logged(other!, 9, 'vaccination-session-closed'),
    ];
    const expected = canonicalText(foldVaccinationSession('vs-1', events));
    fc.assert(
      fc.property(fc.shuffledSubarray([...events, ...events], { minLength: 10 }), (shuffled) => {
        expect(canonicalText(foldVaccinationSession('vs-1', shuffled))).toBe(expected);
      }),
    );
  });

  it('passes over another session, a vial, and a closing that cannot be read', () => {
    const elsewhere = {
      ...closing,
      event: { ...closing.event, subject: { vaccinationSession: 'vs-2' } },
    };
    const vial = {
      ...closing,
      event: { ...closing.event, subject: { vaccinationSession: 'vs-1', vial: 'A1' } },
    };
    const broken = logged(other!, 3, 'vaccination-session-closed', { doses: 'many' });
    expect(phase(opening, elsewhere, vial, broken)).toBe('open');
  });

  it('keeps who signed each closing', () => {
    expect(foldVaccinationSession('vs-1', [closing]).closed[0]!.by).toEqual({
      staffId: 'st-1',
      proved: true,
    });
  });
});
