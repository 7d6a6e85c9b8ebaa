// Owns what a supervisor may decide: bound to what was seen, covering only the reasons named, in their own places.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { nodeDigest } from '../keys/digest.ts';
import {
  createTestDeployment,
  otherCentre,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { decideDose } from './decide.ts';

describe('a supervisor’s decision', () => {
  let d: TestDeployment;
  let tablet: PaperTablet;
  let caseKey: string;
  const wrongCode = (no: number): number => (d.codeOf(no) + 103) % 10_000;

  beforeEach(async () => {
    d = await createTestDeployment();
    tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), wrongCode(3)));
    await d.exchange(tablet.request());
    caseKey = `a3-${d.subjectOf(3).check}`;
  });
  afterEach(() => d.stop());

  const look = async () => {
    const { folded } = await gatherCase(
      { reach: d.store.database, keys: d.keys, centreId: testCentre },
      caseKey,
    );
    return { folded, caseHash: caseSetHash(nodeDigest, folded) };
  };
  const decide = async (
    decision: 'accepted' | 'revoked',
    more: {
      caseHash?: string;
      centreIds?: ReadonlySet<number> | 'all';
      reasons?: readonly string[];
      doseAt?: number;
    } = {},
  ) => {
    const { folded, caseHash } = await look();
    const dose = folded.doses[more.doseAt ?? 0]!;
    return decideDose(
      {
        store: d.store,
        keys: d.keys,
        nowSeconds: () => d.now,
        random: (n) => randomBytes(n),
        appVersion: 'test',
        decisions: d.decisions,
      },
      { account: 'supervisor', centreIds: more.centreIds ?? new Set([testCentre]) },
      {
        centreId: testCentre,
        caseKey,
        caseHash: more.caseHash ?? caseHash,
        doseEvent: dose.ref,
        decision,
        reasons: [...(more.reasons ?? dose.reasons.map((r) => r.reason))],
        note: 'Called the person, who remembers the dose',
      },
    );
  };
  const state = async (): Promise<string> => (await look()).folded.doses[0]!.state;

  it('accepts a held dose for the reasons shown, and the tablets hear of it through the feed', async () => {
    expect(await state()).toBe('held');
    expect(await decide('accepted')).toEqual({ outcome: 'decided' });
    expect(await state()).toBe('accepted');
    const { parts } = await d.exchange(tablet.request({ pull: true, from: 99 }));
    const events = parts.flatMap((part) =>
      part.part === 'feed' ? (part.rows as { event: string | null }[]) : [],
    );
    expect(
      events.map((row) => row.event && (JSON.parse(row.event) as { kind: string }).kind),
    ).toContain('accepted');
    const counts = await d.store.database
      .selectFrom('day_count')
      .select(['state', 'doses'])
      .where('doses', '>', 0)
      .execute();
    expect(counts).toEqual([{ state: 'accepted', doses: 1 }]);
  });

  it('withdraws a dose and keeps it withdrawn whatever arrives later', async () => {
    expect(await decide('revoked')).toEqual({ outcome: 'decided' });
    tablet.tryCode(d.subjectOf(3), d.codeOf(3));
    await d.exchange(tablet.request());
    expect(await state()).toBe('revoked');
    expect((await look()).folded.progress).not.toBe('dosed');
  });

  it('says "look again" when the case changed since it was shown, and writes nothing', async () => {
    const { caseHash } = await look();
    tablet.tryCode(d.subjectOf(3), d.codeOf(3));
    await d.exchange(tablet.request());
    expect(await decide('accepted', { caseHash })).toEqual({ outcome: 'look-again', changes: [] });
    expect(await state()).toBe('held');
  });

  it('opens an accepted dose again when a contradiction comes that the decision did not cover', async () => {
    await decide('accepted');
    const other = await d.enrolTablet();
    await other.unlock('st-2');
    other.openVial('B1');
    other.giveDose(d.subjectOf(3), null, { vial: 'B1' });
    await d.exchange(other.request());
    expect(await state()).toBe('held');
  });

  it('keeps a dose held for the contradictions that the decision does not name', async () => {
    expect(await decide('accepted', { reasons: [] })).toEqual({ outcome: 'decided' });
    expect(await state()).toBe('held');
  });

  it('settles the other dose of one person at once when one of the two is withdrawn', async () => {
    caseKey = `a4-${d.subjectOf(4).check}`;
    tablet.giveDose(d.subjectOf(4), tablet.tryCode(d.subjectOf(4), d.codeOf(4)));
    tablet.giveDose(d.subjectOf(4), tablet.tryCode(d.subjectOf(4), d.codeOf(4)));
    await d.exchange(tablet.request());
    await decide('revoked', { doseAt: 1 });
    expect((await look()).folded.doses.map((dose) => dose.state)).toEqual(['confirmed', 'revoked']);
    const rows = await d.store.database
      .selectFrom('dose')
      .select('state')
      .where('case_key', '=', caseKey)
      .orderBy('seq')
      .execute();
    expect(rows.map((row) => row.state)).toEqual(['confirmed', 'revoked']);
  });

  it('refuses a supervisor of another place', async () => {
    expect(await decide('accepted', { centreIds: new Set([otherCentre]) })).toEqual({
      outcome: 'not-yours',
    });
    expect(await state()).toBe('held');
  });
});
