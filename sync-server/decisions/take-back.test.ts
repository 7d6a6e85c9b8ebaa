// Owns the promise that the server's memory of decisions outlives its database: rolled back, it says every decision again.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { caseSetHash } from '../../schemas/fold/fold.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { linkAtDesk } from '../desk/case-words.ts';
import { decideDose } from '../desk/decide.ts';
import { revokeTablet } from '../desk/revoke-tablet.ts';
import { gatherCase } from '../judge/gather-facts.ts';
import { nodeDigest } from '../keys/digest.ts';
import { isRestoreReviewOpen } from '../restore-review.ts';
import type { Tables } from '../store/schema.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { checkDecisions, startNewEpoch } from './take-back.ts';
import { readEpoch } from '../ingest/epoch.ts';

const changing = [
  'deployment',
  'centre',
  'device',
  'tablet_log',
  'span',
  'log_row',
  'feed',
  'dose',
  'day_count',
  'vial',
  'decision',
] as const satisfies readonly (keyof Tables)[];

describe.each(testEngines)('after a roll-back on $engine', (engine) => {
  let d: TestDeployment;
  let place: Awaited<ReturnType<typeof engine.prepare>>;
  let tablet: PaperTablet;
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const deps = () => ({
    store: d.store,
    keys: d.keys,
    nowSeconds: () => d.now,
    random,
    appVersion: 'test',
    decisions: d.decisions,
  });

  beforeEach(async () => {
    place = await engine.prepare();
    d = await createTestDeployment(place.url);
    await readEpoch(d.store.database, () => random(4));
    tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    giveWithWrongCode(3);
    await d.exchange(tablet.request());
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const giveWithWrongCode = (no: number): void => {
    const subject = d.subjectOf(no);
    tablet.giveDose(subject, tablet.tryCode(subject, (d.codeOf(no) + 103) % 10_000));
  };
  const caseKeyOf = (no: number): string => `a${no}-${d.subjectOf(no).check}`;
  const lookAt = async (no: number) => {
    const context = { reach: d.store.database, keys: d.keys, centreId: testCentre };
    return (await gatherCase(context, caseKeyOf(no))).folded;
  };
  const stateOf = async (no: number) => (await lookAt(no)).doses[0]?.state;
  const decide = async (no: number, decision: 'accepted' | 'revoked') => {
    const folded = await lookAt(no);
    const dose = folded.doses[0]!;
    const answer = await decideDose(
      deps(),
      { account: 'meera', centreIds: 'all' },
      {
        centreId: testCentre,
        caseKey: caseKeyOf(no),
        caseHash: caseSetHash(nodeDigest, folded),
        doseEvent: dose.ref,
        decision,
        reasons: dose.reasons.map((reason) => reason.reason),
        note: 'Seen in the paper register',
      },
    );
    expect(answer.outcome).toBe('decided');
  };
  /** All that the database knows now, to be put in place of what it knows later. */
  const takeBackup = async (): Promise<() => Promise<void>> => {
    const copies: [keyof Tables, unknown[]][] = [];
    for (const table of changing)
      copies.push([table, await d.store.database.selectFrom(table).selectAll().execute()]);
    return async () => {
      for (const [table, rows] of copies) {
        await d.store.database.deleteFrom(table).execute();
        for (const row of rows)
          await d.store.database
            .insertInto(table)
            .values(row as never)
            .execute();
      }
    };
  };

  it('says again, at the next start, what was decided on a dose that is still there', async () => {
    const putBack = await takeBackup();
    await decide(3, 'accepted');
    await putBack();
    expect(await stateOf(3)).toBe('held');
    const found = await checkDecisions(deps());
    expect(found).toMatchObject({ isNewEpoch: true, missing: 1, waiting: 0 });
    expect(found.epoch.number).toBe(2);
    expect(await stateOf(3)).toBe('accepted');
    expect(await isRestoreReviewOpen(d.store.database)).toBe(true);
    const { event } = await d.store.database
      .selectFrom('log_row')
      .select('event')
      .where('kind', '=', 'accepted')
      .executeTakeFirstOrThrow();
    const { body } = JSON.parse(Buffer.from(event!).toString()) as {
      body: Record<string, unknown>;
    };
    expect(body).toMatchObject({ account: 'meera', note: 'Seen in the paper register' });
  });

  it('keeps a decision until its dose comes back, and lets the latest one stand', async () => {
    const putBack = await takeBackup();
    giveWithWrongCode(4);
    await d.exchange(tablet.request());
    await decide(4, 'accepted');
    await decide(4, 'revoked');
    await putBack();
    expect(await checkDecisions(deps())).toMatchObject({ missing: 2, waiting: 2 });
    expect(await stateOf(4)).toBeUndefined();
    await d.exchange(tablet.request());
    expect(await stateOf(4)).toBe('revoked');
    expect(await checkDecisions(deps())).toMatchObject({ isNewEpoch: false, waiting: 0 });
  });

  it('says nothing twice, however often it starts', async () => {
    const putBack = await takeBackup();
    await decide(3, 'revoked');
    await putBack();
    for (let i = 0; i < 3; i++) await checkDecisions(deps());
    const said = await d.store.database
      .selectFrom('log_row')
      .select('seq')
      .where('kind', '=', 'revoked')
      .execute();
    expect(said).toHaveLength(1);
    expect((await readEpoch(d.store.database, () => random(4))).number).toBe(2);
  });

  it('goes on to an epoch beyond the one the file has seen when the same backup comes a second time', async () => {
    const putBack = await takeBackup();
    await decide(3, 'accepted');
    await putBack();
    await checkDecisions(deps());
    await putBack();
    expect((await checkDecisions(deps())).epoch.number).toBe(3);
    expect(await stateOf(3)).toBe('accepted');
  });

  it('when a tablet notices it while the server runs, says the decisions in the same breath', async () => {
    await d.exchange(tablet.request({ pull: true, from: 99 }));
    const putBack = await takeBackup();
    await decide(3, 'accepted');
    const seen = await d.exchange(tablet.request({ pull: true, from: 99 }));
    const pages = seen.parts.filter((part) => part.part === 'feed');
    tablet.cursor = pages.at(-1)!.cursor;
    await putBack();
    const { head } = await d.exchange(tablet.request({ pull: true, from: 99 }));
    expect(head.feed).toBe('reset');
    expect(await stateOf(3)).toBe('accepted');
  });

  it('opens a dose again whose contradiction the decision did not know', async () => {
    const putBack = await takeBackup();
    await decide(3, 'accepted');
    await putBack();
    const other = await d.enrolTablet();
    await other.unlock('st-2');
    other.openVial('B1');
    other.giveDose(d.subjectOf(3), null, { vial: 'B1' });
    await d.exchange(other.request());
    await checkDecisions(deps());
    expect(await stateOf(3)).toBe('held');
  });

  it('keeps a withdrawn tablet withdrawn, also one that was enrolled after the backup', async () => {
    const putBack = await takeBackup();
    const stranger = await d.enrolTablet();
    for (const { device } of [tablet, stranger])
      expect(await revokeTablet(deps(), device, { account: 'meera', note: 'lost' })).toEqual({
        outcome: 'revoked',
      });
    await putBack();
    await checkDecisions(deps());
    const rows = await d.store.database
      .selectFrom('device')
      .select(['device', 'revoked_at'])
      .execute();
    expect(rows.map((row) => row.device).sort()).toEqual([tablet.device, stranger.device].sort());
    for (const row of rows) expect(row.revoked_at).toBe(d.now);
  });

  it('writes to the file what only the database has: a crash came between commit and file', async () => {
    const broken = { ...d.decisions, append: () => undefined };
    const whole = deps();
    const folded = await lookAt(3);
    await decideDose(
      { ...whole, decisions: broken },
      { account: 'meera', centreIds: 'all' },
      {
        centreId: testCentre,
        caseKey: caseKeyOf(3),
        caseHash: caseSetHash(nodeDigest, folded),
        doseEvent: folded.doses[0]!.ref,
        decision: 'accepted',
        reasons: ['code-wrong'],
        note: 'Seen in the paper register',
      },
    );
    expect(d.decisions.read().entries).toEqual([]);
    expect(await checkDecisions(whole)).toMatchObject({ isNewEpoch: false, missing: 0 });
    expect(d.decisions.read().entries.map((entry) => entry.what)).toEqual(['epoch', 'dose']);
  });

  it('is not answered while the file cannot be written, and is written with the next one', async () => {
    const full = {
      ...d.decisions,
      append: () => {
        throw new Error('the disk is full');
      },
    };
    const real = d.decisions;
    Object.assign(d, { decisions: full });
    await expect(decide(3, 'accepted')).rejects.toThrow('full');
    Object.assign(d, { decisions: real });
    expect(await stateOf(3)).toBe('accepted');
    await checkDecisions(deps());
    const kept = d.decisions.read().entries.filter((entry) => entry.what === 'dose');
    expect(kept).toHaveLength(1);
  });

  it('announced, goes beyond the epoch that the operator names', async () => {
    const before = await readEpoch(d.store.database, () => random(4));
    expect((await startNewEpoch(deps(), before, 8)).number).toBe(9);
  });

  it('says again who is one person, and who no longer is, once both are there', async () => {
    const giveRight = (no: number): void => {
      const subject = d.subjectOf(no);
      tablet.giveDose(subject, tablet.tryCode(subject, d.codeOf(no)));
    };
    const putBack = await takeBackup();
    for (const no of [6, 7, 8]) giveRight(no);
    await d.exchange(tablet.request());
    const account = {
      account: 'meera',
      name: 'Meera',
      role: 'state-admin',
      place: { kind: 'all' },
      signedInUntil: d.now,
    } as const;
    const parts = { ...deps(), clock: { nowSeconds: () => d.now } };
    const say = async (no: number, other: number | null): Promise<void> => {
      const folded = await lookAt(no);
      const bound = {
        centreId: testCentre,
        caseKey: caseKeyOf(no),
        caseHash: caseSetHash(nodeDigest, folded),
        seen: 0,
        note: 'seen in person',
      };
      const answer = await linkAtDesk(
        parts,
        account,
        other === null
          ? { ...bound, what: 'not-same-person', link: folded.links[0]!.body.link }
          : { ...bound, what: 'same-person', otherCase: caseKeyOf(other) },
      );
      expect(answer).toEqual({ outcome: 'done' });
    };
    await say(6, 7);
    await say(6, 8);
    await say(8, null);
    expect(await stateOf(6)).toBe('held');
    await putBack();
    await checkDecisions(deps());
    await d.exchange(tablet.request());
    expect(await Promise.all([6, 7, 8].map(stateOf))).toEqual(['held', 'held', 'confirmed']);
    expect((await lookAt(6)).links.map((link) => link.body.otherCase)).toEqual([caseKeyOf(7)]);
    const waiting = await d.store.database
      .selectFrom('decision')
      .select('decision_id')
      .where('state', '=', 'waiting')
      .execute();
    expect(waiting).toEqual([]);
  });
});
