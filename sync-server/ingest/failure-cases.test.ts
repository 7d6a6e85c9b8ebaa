// Owns the failure cases of the exchange that need no process and no browser (docs/failure-cases.md), on both engines.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { AnswerPart, ExchangeRequest, FeedRow } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { readAnswer } from '../testing/read-answer.ts';
import {
  createTestDeployment,
  otherCentre,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { readEpoch } from './epoch.ts';
import { writeCursor } from './feed.ts';

type FeedPart = Extract<AnswerPart, { part: 'feed' }>;
const pagesOf = (parts: readonly AnswerPart[]): FeedPart[] =>
  parts.filter((part): part is FeedPart => part.part === 'feed');
const rowsOf = (parts: readonly AnswerPart[]): FeedRow[] =>
  pagesOf(parts).flatMap((page) => page.rows as FeedRow[]);

describe.each(testEngines)('failure cases on $engine', ({ prepare }) => {
  let place: Awaited<ReturnType<typeof prepare>>;
  let d: TestDeployment;
  beforeEach(async () => {
    place = await prepare();
    d = await createTestDeployment(place.url);
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const unlocked = async (centreId = testCentre): Promise<PaperTablet> => {
    const tablet = await d.enrolTablet(centreId);
    await tablet.unlock('st-1');
    return tablet;
  };
  const dosesOf = (appointmentNo: number) =>
    d.store.database
      .selectFrom('dose')
      .select(['state', 'is_error', 'reasons'])
      .where('case_key', 'like', `a${appointmentNo}-%`)
      .orderBy('dose_key')
      .execute();
  const heldRows = async (): Promise<number> =>
    (await d.store.database.selectFrom('log_row').select('seq').execute()).length;

  it('case 13: two tablets that dose one person offline both keep their record, and neither is confirmed', async () => {
    const tablets = [await unlocked(), await unlocked()];
    for (const tablet of tablets) {
      tablet.openVial();
      tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    }
    for (const tablet of tablets) await d.exchange(tablet.request({ as: 'bodies' }));
    const doses = await dosesOf(3);
    expect(doses.map((dose) => dose.state)).toEqual(['held', 'held']);
    for (const dose of doses) expect(dose.reasons).toContain('recorded-twice');
  });

  it('case 14: taken back on one tablet while another adds to the case, every order of arrival ends alike', async () => {
    const ends: unknown[] = [];
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const fresh = await createTestDeployment(null);
      const [giver, taker, adder] = [0, 1, 2].map(() => fresh.enrolTablet());
      const tablets = [await giver!, await taker!, await adder!];
      for (const tablet of tablets) await tablet.unlock('st-1');
      const subject = fresh.subjectOf(3);
      tablets[0]!.openVial();
      const code = tablets[0]!.tryCode(subject, fresh.codeOf(3));
      const target = tablets[0]!.giveDose(subject, code);
      tablets[1]!.append(
        'entered-in-error',
        subject,
        { target, reason: 'wrong-person' },
        { mayDose: true },
      );
      tablets[2]!.openVial();
      tablets[2]!.giveDose(subject, tablets[2]!.tryCode(subject, fresh.codeOf(3)));
      for (const at of order) await fresh.exchange(tablets[at]!.request());
      const doses = await fresh.store.database
        .selectFrom('dose')
        .select(['log', 'state', 'is_error'])
        .execute();
      ends.push(
        tablets.map(({ log }) =>
          doses.filter((dose) => dose.log === log).map((dose) => [dose.state, dose.is_error]),
        ),
      );
      await fresh.stop();
    }
    expect(ends[0]).toEqual([[[expect.any(String), 1]], [], [['confirmed', 0]]]);
    for (const end of ends) expect(end).toEqual(ends[0]);
  });

  it.each([
    ['U+0000', '{"v":1,"kind":"x","name":"a\\u0000b"}'],
    ['half a surrogate', '{"v":1,"kind":"x","name":"\\ud800"}'],
    ['no JSON', 'not json at all'],
    ['a list', '[1,2,3]'],
    ['deep nesting', `{"a":${'['.repeat(1_500)}${']'.repeat(1_500)}}`],
  ])('case 15: a poison row at the head (%s) keeps no honest row behind it', async (_, poison) => {
    for (const as of ['rows', 'bodies'] as const) {
      const tablet = await d.enrolTablet();
      await tablet.unlock('st-1');
      // In front of everything, also of the sign-in.
      const [signIn] = tablet.rows.splice(0, 1);
      tablet.appendBytes(utf8ToBytes(poison));
      tablet.appendBytes(signIn!.event);
      tablet.openVial(`${as === 'rows' ? 'R' : 'B'}1`);
      tablet.giveDose(d.subjectOf(as === 'rows' ? 3 : 4), null);
      const { head } = await d.exchange(tablet.request({ as }));
      expect(head.have[tablet.log]!.seq).toBe(4);
      expect(await dosesOf(as === 'rows' ? 3 : 4)).toHaveLength(1);
    }
  });

  it('case 23: pages that are exactly full, one less, one more, and empty bring every row once', async () => {
    // Its own rows come back bare: as many as a page may hold fit into its bytes too.
    const tablet = await unlocked();
    await d.exchange(tablet.request());
    const pull = async (): Promise<readonly AnswerPart[]> => {
      const { parts } = await d.exchange(tablet.request({ pull: true, from: 99_999 }));
      tablet.cursor = pagesOf(parts).at(-1)!.cursor;
      return parts;
    };
    await pull();
    let next = 2;
    const full = limits.feedRowsPerPageMax;
    for (const [count, pages] of [
      [full, [full]],
      [full - 1, [full - 1]],
      [full + 1, [full, 1]],
      [0, [0]],
    ] as const) {
      const from = tablet.rows.length + 1;
      for (let i = 0; i < count; i++) tablet.appendBytes(utf8ToBytes(`{"n":${i}}`));
      if (count > 0) await d.exchange(tablet.request({ from }));
      const parts = await pull();
      expect(pagesOf(parts).map((page) => page.rows.length)).toEqual(pages);
      expect(rowsOf(parts).map((row) => row.feedSeq)).toEqual(
        Array.from({ length: count }, (_, i) => next + i),
      );
      expect(pagesOf(parts).at(-1)!.isLast).toBe(true);
      next += count;
    }
  });

  it('case 23: a feed that grows while it is paged leaves no hole and repeats nothing', async () => {
    const [reader, writer] = [await unlocked(), await unlocked()];
    for (let i = 0; i < 300; i++) writer.openVial(`A${i + 1}`);
    const first = await d.exchange(reader.request({ pull: true, from: 99 }));
    reader.cursor = pagesOf(first.parts).at(-1)!.cursor;
    await d.exchange(writer.request());
    const answer = await d.send(
      reader.request({
        pull: true,
        from: 99,
        edit: (header) => Object.assign(header.pull!, { feedMaxBytes: 5_000 }),
      }),
    );
    const chunks: Uint8Array[] = [];
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
      if (chunks.length !== 3) continue;
      const from = writer.rows.length + 1;
      for (let i = 0; i < 50; i++) writer.openVial(`B${i + 1}`);
      await d.exchange(writer.request({ from }));
    }
    const during = readAnswer(new Uint8Array(Buffer.concat(chunks)));
    reader.cursor = pagesOf(during.parts).at(-1)!.cursor;
    const seen = rowsOf(during.parts);
    for (let i = 0; i < 20 && seen.length < 351; i++) {
      const { parts } = await d.exchange(reader.request({ pull: true, from: 99 }));
      reader.cursor = pagesOf(parts).at(-1)!.cursor;
      seen.push(...rowsOf(parts));
    }
    expect(seen.map((row) => row.feedSeq)).toEqual(Array.from({ length: 351 }, (_, i) => i + 1));
  });

  it('case 23: a cursor past the head, or of an epoch nobody knows, starts the tablet anew with everything', async () => {
    const [reader, writer] = [await unlocked(), await unlocked()];
    writer.openVial();
    await d.exchange(writer.request());
    const past = { feedSeq: 9_999, rolling: new Uint8Array(randomBytes(32)) };
    const sameNumberOtherPast = { feedSeq: 2, rolling: new Uint8Array(randomBytes(32)) };
    const ours = await readEpoch(d.store.database, () => randomBytes(4));
    const unknown = { number: ours.number + 3, randomHex: 'ffffffff' };
    for (const [epoch, position] of [
      [ours, past],
      [ours, sameNumberOtherPast],
      [unknown, past],
    ] as const) {
      reader.cursor = writeCursor(d.keys, testCentre, epoch, position);
      const { head, parts } = await d.exchange(reader.request({ pull: true, from: 99 }));
      expect(head.feed).toBe('reset');
      expect(rowsOf(parts).filter((row) => row.log === writer.log)).toHaveLength(2);
    }
  });

  it('case 24: a byte flipped anywhere on the way is refused whole, and the honest request is taken', async () => {
    const tablet = await unlocked();
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const good = tablet.request({ as: 'bodies', pull: true });
    for (let at = 0; at < good.length; at += 17) {
      const bent = new Uint8Array(good);
      bent[at]! ^= 1 << (at % 8);
      expect((await d.send(bent)).status).toBe(400);
    }
    expect(await heldRows()).toBe(0);
    expect((await d.exchange(good)).head.have[tablet.log]!.seq).toBe(4);
    expect((await dosesOf(3)).map((dose) => dose.state)).toEqual(['confirmed']);
  });

  it('case 24: rows in another order, a row taken out, another’s body, another centre: nothing of it is taken', async () => {
    const [tablet, other] = [await unlocked(), await unlocked()];
    const far = await unlocked(otherCentre);
    for (const each of [tablet, other, far]) {
      each.openVial();
      each.giveDose(d.subjectOf(3), each.tryCode(d.subjectOf(3), d.codeOf(3)));
    }
    const swap = (header: ExchangeRequest): void => {
      const [a, b] = [header.rows[1]!, header.rows[2]!];
      const seqs = [a.seq, b.seq];
      Object.assign(a, { seq: seqs[1] });
      Object.assign(b, { seq: seqs[0] });
    };
    const edits: ((header: ExchangeRequest) => void)[] = [
      swap,
      (header) => void header.rows.splice(1, 1),
      (header) => void header.rows.splice(0, 1),
      (header) => Object.assign(header.logs[tablet.log]!, { centreId: otherCentre }),
      (header) =>
        Object.assign(header.logs[tablet.log]!, {
          head: [4, bytesToBase64url(new Uint8Array(randomBytes(32)))],
        }),
      // Rows of another tablet under this one's log, and this one's offer of the other's log.
      (header) =>
        header.rows.forEach((row, i) =>
          Object.assign(row, sealedOf(other)[i], { log: tablet.log }),
        ),
      (header) => {
        header.rows.forEach((row) => Object.assign(row, { log: other.log }));
        header.logs[other.log] = header.logs[tablet.log]!;
        delete header.logs[tablet.log];
      },
    ];
    for (const edit of edits) {
      const { head } = await d.exchange(tablet.request({ edit }));
      expect(head.have).toEqual({});
      expect(await heldRows()).toBe(0);
    }
    for (const each of [tablet, other, far])
      expect((await d.exchange(each.request({ as: 'bodies' }))).head.have[each.log]!.seq).toBe(4);
    // Its own body sent by a thief as the thief's: acknowledged to nobody else, stored once.
    const before = await heldRows();
    const stolen = await d.exchange(
      tablet.request({ as: 'bodies', edit: (header) => (header.device = other.device) }),
    );
    expect(stolen.head.have).toEqual({});
    expect(await heldRows()).toBe(before);
  });

  function sealedOf(tablet: PaperTablet): ExchangeRequest['rows'] {
    let rows: ExchangeRequest['rows'] = [];
    tablet.request({ edit: (header) => void (rows = header.rows.map((row) => ({ ...row }))) });
    return rows;
  }
});
