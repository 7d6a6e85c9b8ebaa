// Owns what an event says of its subject: the name a walk-in goes by, and what no dose may lack.

import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { caseKeyOf, envelopeSchema, type SuchiEvent } from './event.ts';
import { eventKinds } from './index.ts';

const walkIn = eventKinds.get('walk-in-registered')!;
const dose = eventKinds.get('dose-administered')!;

describe('a walk-in', () => {
  const event = {
    v: 1,
    kind: walkIn.kind,
    subject: { walkIn: 'self' },
    at: 1_621_573_200,
    skew: 0,
    app: 'test',
    mayDose: true,
    body: walkIn.fixture,
  } as SuchiEvent;
  const nameOf = (log: string, seq: number, hash: string): string | null =>
    caseKeyOf({ identity: { log, seq, hash }, event });
  const [one, other] = ['A', 'B'].map((letter) => letter.repeat(43)) as [string, string];

  it('gets a name of its own from the registration, so that no two places ever give the same', () => {
    const names = [
      nameOf('ABCDEFGH.12345678', 7, one),
      nameOf('JKMNPQRS.12345678', 7, one),
      nameOf('ABCDEFGH.12345678', 8, one),
      nameOf('ABCDEFGH.12345678', 7, other),
    ];
    expect(names).not.toContain(null);
    expect(new Set(names).size).toBe(4);
  });

  it('keeps its name in every later event about the same person', () => {
    const identity = { log: 'ABCDEFGH.12345678', seq: 7, hash: one };
    const reference = { log: identity.log, seq: 7, h: one.slice(0, 11) };
    const later = { ...event, kind: dose.kind, subject: { walkIn: reference }, body: {} };
    expect(
      caseKeyOf({ identity: { log: 'ZZZZZZZZ.12345678', seq: 2, hash: other }, event: later }),
    ).toBe(caseKeyOf({ identity, event }));
  });
});

describe('the record of a dose', () => {
  it('names time, dose number, product, vial and batch, and is no dose without one of them', () => {
    const body = dose.fixture as Readonly<Record<string, unknown>>;
    const without = (field: string) =>
      Object.fromEntries(Object.entries(body).filter(([name]) => name !== field));
    expect(z.safeParse(dose.body, body).success).toBe(true);
    for (const field of ['doseNumber', 'product', 'vial', 'vaccineBatch'])
      expect([field, z.safeParse(dose.body, without(field)).success]).toEqual([field, false]);
    const event = { v: 1, kind: dose.kind, subject: { appointmentNo: 1, check: 2 }, skew: 0 };
    expect(z.safeParse(envelopeSchema, { ...event, app: 'a', body }).success).toBe(false);
    expect(z.safeParse(envelopeSchema, { ...event, app: 'a', body, at: 1 }).success).toBe(true);
  });
});
