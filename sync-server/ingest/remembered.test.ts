// Owns what a server that was put back takes from the memory of tablets (docs/protocol.md, rule 8), on both engines.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { AnswerPart, FeedRow } from '../../schemas/exchange.ts';
import { aefiReported } from '../../schemas/events/aefi-reported.ts';
import { referenceTo } from '../../schemas/log/hash-chain.ts';
import { readRememberedPages, type RememberedPage } from '../../schemas/remembered.ts';
import { erasedKind } from '../retention/case-erasers.ts';
import { createKey, type PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  otherCentre,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { readEpoch } from './epoch.ts';
import { lockCentre } from './feed.ts';
import { isOwnPage, provePage } from './page-proof.ts';
import { appendServerWords, type ServerWord } from './server-log.ts';

/** What a day writes; lists, keys, and the deployment's own numbers stay as the back-up has them. */
const ofTheDay = [
  'feed',
  'log_row',
  'tablet_log',
  'span',
  'quarantine',
  'dose',
  'day_count',
  'vial',
  'vial_discard',
  'vouch',
  'refused_sign_in',
  'staff_key',
  'session_word',
  'claim',
  'task',
  'batch_use',
] as const;

describe.each(testEngines)('a server that was put back, on $engine', ({ prepare }) => {
  let place: Awaited<ReturnType<typeof prepare>>;
  let d: TestDeployment;
  /** The tablet that gave the doses, and another of the centre. */
  let writer: PaperTablet;
  let other: PaperTablet;
  beforeEach(async () => {
    place = await prepare();
    d = await createTestDeployment(place.url);
    writer = await d.enrolTablet();
    other = await d.enrolTablet();
    await writer.unlock('st-1', createKey());
    writer.openVial();
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const give = (no: number, code = d.codeOf(no)): void => {
    writer.giveDose(d.subjectOf(no), writer.tryCode(d.subjectOf(no), code));
  };
  /** All that the server says to the other tablet, as that keeps it. */
  const pull = async (): Promise<RememberedPage[]> => {
    other.cursor = null;
    return pagesOf((await d.exchange(other.request({ pull: true }))).parts);
  };
  const putBack = async (): Promise<void> => {
    const { database } = d.store;
    for (const table of ofTheDay) await database.deleteFrom(table).execute();
    const start = { feed_seq: 0, feed_rolling: new Uint8Array(32) };
    await database
      .updateTable('centre')
      .set({ ...start, server_seq: 0, server_head: new Uint8Array(32) })
      .execute();
  };
  const tell = async (remembered: unknown): Promise<readonly string[] | undefined> =>
    (
      await d.exchange(
        other.request({ pull: true, edit: (header) => void (header.remembered = remembered) }),
      )
    ).head.rememberedTaken;
  const tellAll = async (pages: readonly RememberedPage[]): Promise<void> => {
    for (const page of pages) expect(await tell([page])).toEqual([page.proof]);
  };
  const states = async (): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('dose')
        .select(['state', 'reasons', 'by_staff', 'by_proved', 'case_key'])
        .where('centre_id', '=', testCentre)
        .orderBy('case_key')
        .execute()
    ).map(({ state, reasons, by_staff, by_proved, case_key }) => {
      const names = (JSON.parse(reasons) as { reason: string }[]).map(({ reason }) => reason);
      const who = `${by_staff ?? 'nobody'}${by_proved === 1 ? ' proved' : ''}`;
      return [case_key.split('-')[0], state, who, ...names].join(' ');
    });
  const events = async (): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('log_row')
        .select(['origin_log', 'origin_seq', 'event'])
        .where('event', 'is not', null)
        .where('origin_log', '=', writer.log)
        .orderBy('origin_seq')
        .execute()
    ).map(({ origin_seq }) => String(origin_seq));

  it('has a dose again whose tablet is gone: it waits for that tablet, and everybody hears of it', async () => {
    give(3);
    await d.exchange(writer.request());
    const pages = await pull();
    await putBack();
    await d.store.database.deleteFrom('device').where('device', '=', writer.device).execute();
    expect(await states()).toEqual([]);
    await tellAll(pages);
    expect(await states()).toEqual(['a3 waiting st-1 only-remembered code-none']);
    expect(await events()).toEqual(['1', '2', '3', '4']);
    const told = (await pull()).flatMap((page) => page.rows);
    const dose = told.find((row) => row.event?.includes('dose-administered'));
    expect(dose?.origin).toEqual({ log: writer.log, seq: 4 });
    expect(dose?.event).toBe(new TextDecoder().decode(writer.rows[3]!.event));
  });

  it('confirms it, once, when its own tablet brings it: by its code, in rows or bodies, whole or as a copy after a gap', async () => {
    for (const bring of [
      () => writer.request(),
      () => writer.request({ as: 'bodies' }),
      () => writer.carriedCopy(3, 4),
    ]) {
      await putBack();
      give(writer.rows.length);
      await d.exchange(writer.request());
      const pages = await pull();
      await putBack();
      await tellAll(pages);
      expect((await states()).every((state) => state.includes('only-remembered'))).toBe(true);
      await d.exchange(bring());
      await d.exchange(writer.request());
      expect((await states()).filter((state) => !/^a\d+ confirmed st-1$/.test(state))).toEqual([]);
      expect(await events()).toEqual(writer.rows.map((row) => String(row.seq)));
    }
  });

  it('opens its code from a copy that follows a gap, though it was remembered before', async () => {
    give(3, (d.codeOf(3) + 103) % 10_000);
    await d.exchange(writer.request());
    const pages = await pull();
    await putBack();
    await tellAll(pages);
    await d.exchange(writer.carriedCopy(3, 4));
    expect(await states()).toEqual(['a3 held nobody code-wrong rows-missing-before']);
  });

  it('finds a wrong code, and nobody signed in, only then: nothing remembered can be confirmed', async () => {
    give(3, (d.codeOf(3) + 103) % 10_000);
    give(5);
    await d.exchange(writer.request());
    const before = await states();
    const pages = await pull();
    await putBack();
    await tellAll(pages);
    expect(await states()).toEqual([
      'a3 waiting st-1 only-remembered code-none',
      'a5 waiting st-1 only-remembered code-none',
    ]);
    await d.exchange(writer.request());
    expect(await states()).toEqual(before);
    expect(before).toEqual(['a3 held st-1 code-wrong', 'a5 confirmed st-1']);
  });

  it('holds what a tablet brings that was revoked meanwhile, also where another one remembered it', async () => {
    give(3);
    await d.exchange(writer.request());
    const pages = await pull();
    await putBack();
    await d.store.database
      .updateTable('device')
      .set({ revoked_at: d.now - 1 })
      .where('device', '=', writer.device)
      .execute();
    await tellAll(pages);
    await d.exchange(writer.request());
    expect(await states()).toEqual(['a3 held st-1 revoked-tablet']);
  });

  it('takes nothing that it did not say itself, to this centre, word for word', async () => {
    give(3);
    await d.exchange(writer.request());
    const [page] = await pull();
    const dose = page!.rows.findIndex((row) => row.event?.includes('dose-administered'));
    const change = (to: Partial<FeedRow>): RememberedPage => ({
      ...page!,
      rows: page!.rows.map((row, i) => (i === dose ? { ...row, ...to } : row)),
    });
    const { event } = page!.rows[dose]!;
    await putBack();
    const forged: RememberedPage[] = [
      change({ event: event!.replace('COVISHIELD', 'COVAXIN') }),
      change({ by: { staffId: 'st-2', proved: true } }),
      change({ seq: 99 }),
      change({ origin: { log: other.log, seq: 4 } }),
      { ...page!, rows: page!.rows.slice(0, -1) },
      { ...page!, rows: [...page!.rows, page!.rows[dose]!] },
      { ...page!, proof: page!.proof.replace(/^\d+/, '9') },
      { ...page!, proof: `1-00000000.${'A'.repeat(22)}` },
    ];
    for (const one of forged) expect(await tell([one])).toEqual([]);
    const stranger = await d.enrolTablet(otherCentre);
    const { head } = await d.exchange(
      stranger.request({ pull: true, edit: (header) => void (header.remembered = [page]) }),
    );
    expect(head.rememberedTaken).toEqual([]);
    expect(await states()).toEqual([]);
    expect(await tell([page])).toEqual([page!.proof]);
    expect(await states()).toHaveLength(1);
  });

  it('finds that it was put back also by the cursor of a tablet that begins anew, and lets none go on from it', async () => {
    give(3);
    await d.exchange(writer.request());
    const first = await d.exchange(other.request({ pull: true }));
    const left = (first.parts.findLast((part) => part.part === 'feed') as { cursor: string })
      .cursor;
    const anew = () =>
      d.exchange(other.request({ pull: true, edit: ({ pull }) => void (pull!.left = left) }));
    expect((await anew()).head).toMatchObject({ feed: 'reset', epoch: first.head.epoch });
    await putBack();
    const { head } = await anew();
    expect(head.feed).toBe('reset');
    expect(head.epoch).not.toBe(first.head.epoch);
    expect((await anew()).head.epoch).toBe(head.epoch);
  });

  it('takes nothing without a pull that the device signed', async () => {
    give(3);
    await d.exchange(writer.request());
    const pages = await pull();
    await putBack();
    const edit = (header: { remembered?: unknown }) => void (header.remembered = pages);
    const { head } = await d.exchange(other.request({ edit }));
    expect(head.rememberedTaken).toBeUndefined();
    expect(await states()).toEqual([]);
  });

  it('answers whatever stands in the place of pages, and takes the doses beside it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), async (junk, isPage) => {
        give(1 + (writer.rows.length % 29));
        const remembered = isPage
          ? [{ proof: '1-00000000.AAAAAAAAAAAAAAAAAAAAAA', rows: junk }]
          : junk;
        const edit = (header: { remembered?: unknown }) => void (header.remembered = remembered);
        const { head } = await d.exchange(writer.request({ pull: true, edit }));
        expect(head.have[writer.log]!.seq).toBe(writer.rows.length);
        expect(head.rememberedTaken ?? []).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('does not bring back what was erased', async () => {
    give(3);
    await d.exchange(writer.request());
    const pages = await pull();
    await d.store.database
      .updateTable('log_row')
      .set({ event: null, salt: null, kind: erasedKind, case_key: null })
      .where('seq', '=', 4)
      .where('log', '=', writer.log)
      .execute();
    await tellAll(pages);
    expect(await events()).toEqual(['1', '2', '3']);
  });

  it('lets nobody that was revoked take a dose back by way of another tablet’s memory', async () => {
    give(3);
    await d.exchange(writer.request());
    const taker = await d.enrolTablet();
    await taker.unlock('st-2');
    const { seq, rowHash: hash } = writer.rows[3]!;
    const target = referenceTo({ log: writer.log, seq, hash: bytesToBase64url(hash) });
    taker.append(
      'entered-in-error',
      d.subjectOf(3),
      { target, reason: 'wrong-person' },
      { mayDose: true },
    );
    await d.store.database
      .updateTable('device')
      .set({ revoked_at: d.now - 1 })
      .where('device', '=', taker.device)
      .execute();
    await d.exchange(taker.request());
    const before = await states();
    expect(before).toEqual(['a3 held st-1 taken-back-in-doubt']);
    const pages = await pull();
    await putBack();
    await tellAll(pages);
    expect((await states())[0]).toContain('taken-back-in-doubt');
    await d.exchange(writer.request());
    expect(await states()).toEqual(before);
    await d.exchange(taker.request());
    expect(await states()).toEqual(before);
  });

  it('believes no key from memory: who was proved before is only named until the tablet brings it', async () => {
    const key = createKey();
    await writer.unlock('st-2', key);
    await d.exchange(writer.request());
    const prove = () =>
      d.store.database
        .updateTable('staff_key')
        .set({ is_proved: 1 })
        .where('public_key', '=', key.publicKey)
        .execute();
    await prove();
    await writer.unlock('st-2', key, { isKeyKnown: true });
    give(3);
    await d.exchange(writer.request());
    expect(await states()).toEqual(['a3 confirmed st-2 proved']);
    const pages = await pull();
    await putBack();
    await tellAll(pages);
    expect(await states()).toEqual(['a3 waiting st-2 only-remembered code-none']);
    await d.exchange(writer.carriedCopy(1, 3));
    await prove();
    await d.exchange(writer.request());
    expect(await states()).toEqual(['a3 confirmed st-2 proved']);
  });

  it('lets no right code count while a code tried on a tablet that is gone is only remembered', async () => {
    const gone = await d.enrolTablet();
    await gone.unlock('st-2');
    gone.tryCode(d.subjectOf(3), (d.codeOf(3) + 103) % 10_000);
    await d.exchange(gone.request());
    give(3);
    await d.exchange(writer.request());
    expect(await states()).toEqual(['a3 held st-1 code-several']);
    const pages = await pull();
    await putBack();
    await d.exchange(writer.request());
    expect(await states()).toEqual(['a3 confirmed st-1']);
    await tellAll(pages);
    expect(await states()).toEqual(['a3 waiting st-1 only-remembered']);
    await d.exchange(gone.request());
    expect(await states()).toEqual(['a3 held st-1 code-several']);
  });

  it('holds both doses of a copied tablet, also where one of them is only remembered', async () => {
    await d.exchange(writer.request());
    const copy = writer.clone();
    give(3);
    copy.giveDose(d.subjectOf(7), copy.tryCode(d.subjectOf(7), d.codeOf(7)));
    await d.exchange(writer.request());
    const pages = await pull();
    await putBack();
    await d.exchange(copy.request());
    expect(await states()).toEqual(['a7 confirmed st-1']);
    await tellAll(pages);
    expect(await states()).toEqual([
      'a3 held st-1 copied-tablet only-remembered code-none',
      'a7 held st-1 copied-tablet',
    ]);
  });

  it('takes back a reaction that the desk wrote down, and no other word of its own', async () => {
    give(3);
    await d.exchange(writer.request());
    const caseKey = `a3-${d.subjectOf(3).check}`;
    const say = (kind: ServerWord['kind'], body: object) =>
      d.store.transact(async (transaction) => {
        const epoch = await readEpoch(transaction, () => new Uint8Array(4));
        const { keys, now } = d;
        const context = { transaction, keys, epoch, centreId: testCentre, now, appVersion: 'test' };
        await lockCentre(transaction, testCentre, d.store.engine === 'postgres');
        const word = { kind, subject: d.subjectOf(3), caseKey, body } as ServerWord;
        await appendServerWords(context, [word]);
      });
    await say('aefi-reported', { ...aefiReported.fixture, severity: 'serious', account: 'meera' });
    await say('accepted', { reasons: [], caseHash: '' });
    const pages = await pull();
    await putBack();
    await tellAll(pages);
    const rows = await d.store.database
      .selectFrom('log_row')
      .select('kind')
      .where('origin_log', 'like', 'S%')
      .where('log', 'like', '%~r.%')
      .execute();
    expect(rows).toEqual([{ kind: 'aefi-reported' }]);
  });

  it('comes to the same end in any order of memory, rows and copies, however often each comes', async () => {
    const [first, second] = [createKey(), createKey()];
    await writer.unlock('st-1', first);
    give(3);
    await writer.unlock('st-2', second);
    give(5);
    // Copies come after a gap, so that the other tablet hears of rows before anybody knows who was signed in.
    await d.exchange(writer.carriedCopy(5, 5));
    await d.exchange(writer.carriedCopy(7, 8));
    const early = await pull();
    await writer.unlock('st-1', first, { isKeyKnown: true });
    give(7, (d.codeOf(7) + 103) % 10_000);
    // Signed with another's key: nobody stands behind it.
    await writer.unlock('st-2', first, { isKeyKnown: true });
    give(9);
    await d.exchange(writer.request());
    const before = await states();
    expect(before.map((state) => state.split(' ').slice(0, 3).join(' '))).toEqual([
      'a3 confirmed st-1',
      'a5 confirmed st-2',
      'a7 held st-1',
      'a9 held nobody',
    ]);
    const late = await pull();
    const deliveries = [
      () => tellAll(early),
      () => tellAll(late),
      () => d.exchange(writer.carriedCopy(1, 4)),
      () => d.exchange(writer.carriedCopy(6, 8)),
      () => d.exchange(writer.carriedCopy(9, 11, 'rows')),
      () => d.exchange(writer.carriedCopy(12, 14)),
      () => d.exchange(writer.request({ as: 'bodies' })),
      () => tellAll([...late, ...early]),
    ];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(deliveries, { minLength: 1 }), async (order) => {
        await putBack();
        for (const deliver of order) await deliver();
        await d.exchange(writer.request());
        expect(await states()).toEqual(before);
        expect(await events()).toEqual(writer.rows.map((row) => String(row.seq)));
      }),
      { numRuns: 15 },
    );
  });
});

it('proves a page in pieces, each small enough to be told again in one request, and every row once', async () => {
  const d = await createTestDeployment();
  const rows = Array.from({ length: 950 }, (_, i): FeedRow => ({
    feedSeq: i + 1,
    log: 'ABCDEFGH.12345678',
    seq: i + 1,
    hash: 'A'.repeat(43),
    event: i % 5 === 0 ? null : `{"text":"${'x'.repeat((i * 37) % 5_000)}"}`,
    by: null,
  }));
  const { proofs = [] } = provePage(d.keys, testCentre, '1-00000000', rows);
  let from = 0;
  for (const [proof, count] of proofs) {
    const piece = { proof, rows: rows.slice(from, (from += count)) };
    expect(isOwnPage(d.keys, testCentre, piece)).toBe(true);
    expect(readRememberedPages([piece])).toHaveLength(1);
    expect(JSON.stringify(piece).length).toBeLessThan(80_000);
  }
  expect(from).toBe(rows.length);
  expect(proofs.length).toBeGreaterThan(10);
  expect(provePage(d.keys, testCentre, '1-00000000', [{ ...rows[0]!, event: null }])).toEqual({});
  await d.stop();
});

function pagesOf(parts: readonly AnswerPart[]): RememberedPage[] {
  return parts.flatMap((part) => {
    if (part.part !== 'feed') return [];
    let from = 0;
    return (part.proofs ?? []).flatMap(([proof, count]) =>
      readRememberedPages([{ proof, rows: part.rows.slice(from, (from += count)) }]),
    );
  });
}
