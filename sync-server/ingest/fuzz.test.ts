// Owns the fuzzing of the exchange on the whole application: whatever comes, the answer is clear, and honest rows beside it are stored.
// Seeded and bounded: a failing case prints its seed and what was sent.

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { poisonedEvent } from '../../scripts/testing/poisoned-events.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { bytesToBase64url, concatBytes, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { answerHeadSchema, type AnswerHead } from '../../schemas/exchange.ts';
import { decodeFrames, encodeFrame } from '../../schemas/frames.ts';
import { limits } from '../../schemas/limits.ts';
import { readDeskTabletDetail } from '../desk/tablet-detail.ts';
import { issueCertificate } from '../enrolment/certificate.ts';
import { problemAnswer } from '../routes/answer-schemas.ts';
import { mutationsOf, readHeader, withHeader } from '../testing/request-mutations.ts';
import { PaperTablet } from '../testing/paper-tablet.ts';
import { readAnswer } from '../testing/read-answer.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';

const seed = 20_261_125;
const longNoise = bytesToBase64url(
  createHash('shake256', { outputLength: 3_600 }).update('a').digest(),
);

describe.each(testEngines)('fuzzing the exchange on $engine', (engine) => {
  // PostgreSQL is slower to ask and differs only in what it can store: it plays fewer of the other rounds.
  const share = engine.engine === 'SQLite' ? 1 : 0.25;
  const runs = (count: number) => ({ seed, numRuns: Math.ceil(count * share) });
  let t: TestApp;
  let witness: PaperTablet;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    witness = await t.deployment.enrolTablet();
    await witness.unlock('st-2');
  });
  afterEach(() => t.stop());

  /** Null for a refusal. A 500, another status, a body that breaks off or an answer somebody may keep fails here. */
  async function send(bytes: Uint8Array): Promise<AnswerHead | null> {
    const answer = await t.app.request('/v1/exchange', {
      method: 'POST',
      body: bytes as Bytes,
    });
    const body = new Uint8Array(await answer.arrayBuffer());
    if (answer.status >= 500) throw new Error(`${answer.status}: ${t.log().slice(-1_500)}`);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    if (answer.status === 200) return z.parse(answerHeadSchema, readAnswer(body).head);
    expect([400, 413]).toContain(answer.status);
    const problem = z.parse(problemAnswer, JSON.parse(new TextDecoder().decode(body)));
    expect(problem.status).toBe(answer.status);
    return null;
  }

  /** Another tablet at the same server goes on recording all the while. */
  async function witnessGoesOn(): Promise<void> {
    witness.openVial();
    const from = witness.rows.length;
    const head = await send(witness.request({ from, as: from % 2 ? 'rows' : 'bodies' }));
    expect(head?.have[witness.log]?.seq).toBe(from);
  }

  async function begin(): Promise<PaperTablet> {
    await send(witness.request());
    const tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    await pull(tablet);
    return tablet;
  }

  /** Takes the feed as a tablet does, so that no later request starts from the pack. */
  async function pull(tablet: PaperTablet, from = 1): Promise<AnswerHead> {
    const bytes = tablet.request({ from, pull: true });
    const { head, parts } = await t.deployment.exchange(bytes);
    for (const part of parts) {
      if (part.part === 'feed') tablet.cursor = part.cursor as string;
      else tablet.packHash = part.packHash as string;
    }
    return head;
  }

  async function heldOf(tablet: PaperTablet): Promise<number> {
    const rows = await t.parts.store.database
      .selectFrom('log_row')
      .select('seq')
      .where('log', '=', tablet.log)
      .execute();
    return rows.length;
  }

  /** All its rows are here, once each, and their chain follows. */
  async function expectWhole(tablet: PaperTablet): Promise<void> {
    expect(await heldOf(tablet)).toBe(tablet.rows.length);
    const detail = await readDeskTabletDetail(
      { ...t.parts, appVersion: '0.0.0' },
      { place: { kind: 'all' } },
      tablet.device,
    );
    for (const log of detail?.logs ?? [])
      expect(log).toMatchObject({ missing: [], proof: { outcome: 'unbroken' } });
  }

  it('answers any bytes at all, framed and gzipped or not, and lets nobody keep an answer (rules 13 and 14, case 16)', async () => {
    await begin();
    const junk = fc.uint8Array({ maxLength: 600 });
    const framed = fc
      .array(junk, { maxLength: 6 })
      .map((frames) => concatBytes(...frames.map(encodeFrame)));
    const header = fc.oneof(
      fc.json().map((text) => utf8ToBytes(text)),
      junk,
    );
    const gzipped = fc
      .tuple(header, fc.array(junk, { maxLength: 3 }))
      .map(([head, rest]) =>
        concatBytes(...[new Uint8Array(gzipSync(head)), ...rest].map(encodeFrame)),
      );
    await fc.assert(
      fc.asyncProperty(fc.oneof(junk, framed, gzipped), async (bytes) => {
        expect(await send(bytes)).toBeNull();
      }),
      runs(300),
    );
    await witnessGoesOn();
  });

  it('answers a header of which any field is gone, doubled, huge, negative or of another type, and loses no row by it', async () => {
    const tablet = await begin();
    /** A row of its own each time. Pulls only where the pull itself is bent, for a list is long to write. */
    const sample = (name: string): Bytes => {
      tablet.openVial();
      const as = name.startsWith('bodies') ? 'bodies' : 'rows';
      return tablet.request({ from: sent + 1, as, pull: name.startsWith('pull') });
    };
    let sent = 1;
    const fields = ['bodies', 'pull', 'rows'].flatMap((of) =>
      mutationsOf(readHeader(sample(of))).filter(({ name }) =>
        of === 'rows' ? !/^(bodies|pull)/.test(name) : name.startsWith(of),
      ),
    );
    expect(fields.length).toBeGreaterThan(600);
    const step = share === 1 ? 1 : 7;
    for (let i = 0; i < fields.length; i += step) {
      const { name, apply } = fields[i]!;
      const bent = sample(name);
      await send(withHeader(bent, apply(readHeader(bent))));
      if (i % 10 >= step) continue;
      const head = await send(sample(name));
      expect([name, head?.have[tablet.log]?.seq]).toEqual([name, tablet.rows.length]);
      sent = tablet.rows.length;
      await witnessGoesOn();
    }
    await send(sample('rows'));
    await expectWhole(tablet);
    await expectWhole(witness);
  });

  it('answers frames that are dropped, doubled, reordered or cut, and takes the whole request after that (case 16)', async () => {
    const tablet = await begin();
    const change = fc.record({
      order: fc.array(fc.nat(3), { maxLength: 6 }),
      cut: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      extra: fc.option(fc.uint8Array({ maxLength: 40 })),
      bent: fc.option(fc.tuple(fc.nat(3), fc.nat(5_000), fc.integer({ min: 1, max: 255 }))),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ order, cut, extra, bent }) => {
        tablet.openVial();
        const as = tablet.rows.length % 2 ? 'rows' : 'bodies';
        const isPulling = tablet.rows.length % 5 === 0;
        const honest = tablet.request({ from: tablet.rows.length, as, pull: isPulling });
        const frames = decodeFrames(honest, 9)!;
        // Bent and framed anew, so that the checksum does not catch it first.
        const sent = bent === null ? frames : frames.map((frame, i) => bend(frame, i, bent));
        const chosen = order.flatMap((i) => (sent[i] === undefined ? [] : [sent[i]]));
        const bytes = concatBytes(
          ...(bent === null ? chosen : sent).map(encodeFrame),
          extra ?? new Uint8Array(0),
        );
        await send(bytes.subarray(0, Math.ceil(bytes.length * (cut ?? 1))));
        const head = await send(honest);
        expect(head?.have[tablet.log]?.seq).toBe(tablet.rows.length);
      }),
      runs(100),
    );
    await witnessGoesOn();
    await expectWhole(tablet);
  });

  it('stores rows of any content at all, and the honest rows before, between and after them (rule 4, case 15)', async () => {
    const tablet = await begin();
    const samples = { subject: t.deployment.subjectOf(5), tablet: { log: tablet.log } };
    await fc.assert(
      fc.asyncProperty(
        fc.array(poisonedEvent(samples), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('rows', 'bodies'),
        async (poisons, as) => {
          const from = tablet.rows.length + 1;
          const subject = { appointmentNo: 1_000 + from, check: 7 };
          const dose = tablet.giveDose(subject, tablet.tryCode(subject, 1_234));
          for (const poison of poisons) tablet.appendBytes(poison);
          const last = tablet.giveDose(subject, null);
          const head = await send(tablet.request({ from, as }));
          // A body that is too large to open is asked for row by row.
          const taken = head?.need.length ? await send(tablet.request({ from, as: 'rows' })) : head;
          expect(taken?.have[tablet.log]?.seq).toBe(tablet.rows.length);
          expect(await doseKeysOf(from)).toEqual(
            expect.arrayContaining([keyOf(dose), keyOf(last)]),
          );
          // Whoever pulls the feed gets past them too.
          expect((await pull(witness, 9_999)).pull).toBe('granted');
        },
      ),
      runs(engine.engine === 'SQLite' ? 100 : 240),
    );
    await witnessGoesOn();
    await expectWhole(tablet);
  });

  it.each([
    ['true', 'true'],
    ['an object', '{}'],
    ['a list', '["A1"]'],
    ['a number', '7'],
    // Longer than PostgreSQL takes into a key, also after compression.
    ['a text of kilobytes', JSON.stringify(longNoise)],
  ])(
    'stores the opening of a vial that is named by %s, which no honest tablet writes, and the row behind it',
    async (_, name) => {
      const tablet = await begin();
      const body = '{"dosesNominal":10,"expiry":null,"product":"COVISHIELD","vaccineBatch":"B1"}';
      for (const subject of [
        `{"vaccinationSession":"vs-1","vial":${name}}`,
        `{"vaccinationSession":${name},"vial":"A1"}`,
      ])
        tablet.appendBytes(
          utf8ToBytes(
            `{"app":"paper","at":1790000000,"body":${body},"kind":"vial-opened","skew":0,"subject":${subject},"v":1}`,
          ),
        );
      tablet.openVial('A1');
      const head = await send(tablet.request({ from: 2 }));
      expect(head?.have[tablet.log]?.seq).toBe(4);
      const vials = await t.parts.store.database.selectFrom('vial').select('vial').execute();
      expect(vials.map(({ vial }) => vial)).toContain('A1');
      await witnessGoesOn();
    },
  );

  it('takes an unknown tablet on its certificate and asks for another one for any text besides (rule 9)', async () => {
    await begin();
    const stranger = new PaperTablet(t.parts.keys, testCentre, t.deployment.now);
    await stranger.unlock('st-1');
    const genuine = issueCertificate(t.parts.keys, {
      deployment: t.parts.keys.deployment,
      centreId: testCentre,
      device: stranger.device,
      devicePublicKey: bytesToBase64url(stranger.deviceKey.publicKey),
      issuedAt: t.deployment.now,
    });
    const bent = fc
      .tuple(fc.nat(genuine.length - 1), fc.constantFrom('A', '_', '.', ' ', '\u0000'))
      .map(([at, sign]) => genuine.slice(0, at) + sign + genuine.slice(at + 1))
      .filter((text) => text !== genuine);
    const made = fc.tuple(fc.base64String(), fc.base64String()).map((parts) => parts.join('.'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(bent, made, fc.string()), async (certificate) => {
        stranger.certificate = certificate;
        const head = await send(stranger.request());
        if (head !== null) expect(head).toMatchObject({ needsCertificate: true, have: {} });
        expect(await heldOf(stranger)).toBe(0);
      }),
      runs(150),
    );
    stranger.certificate = genuine;
    expect((await send(stranger.request()))?.have[stranger.log]?.seq).toBe(1);
    await witnessGoesOn();
  });

  it('stores what a revoked tablet brings, whatever else is in it, and gives it no list (rule 9)', async () => {
    const tablet = await begin();
    await t.parts.store.database
      .updateTable('device')
      .set({ revoked_at: t.deployment.now })
      .where('device', '=', tablet.device)
      .execute();
    const samples = { subject: t.deployment.subjectOf(5), tablet: { log: tablet.log } };
    await fc.assert(
      fc.asyncProperty(poisonedEvent(samples), async (poison) => {
        const from = tablet.rows.length + 1;
        tablet.appendBytes(poison);
        const head = await send(tablet.request({ from, pull: true }));
        expect(head).toMatchObject({ pull: 'refused-revoked', packBytes: 0 });
        expect(head?.have[tablet.log]?.seq).toBe(tablet.rows.length);
      }),
      runs(60),
    );
    await expectWhole(tablet);
  });

  it('refuses what unpacks to more than is allowed, before it is all unpacked (rule 13, case 16)', async () => {
    const tablet = await begin();
    tablet.openVial();
    const bomb = new Uint8Array(gzipSync(new Uint8Array(limits.requestHeaderInflatedBytesMax + 1)));
    expect(await send(encodeFrame(bomb))).toBeNull();
    expect(await send(new Uint8Array(limits.requestBytesMax + 1))).toBeNull();
    const frames = decodeFrames(tablet.request(), 9)!;
    const half = frames[0]!.subarray(0, frames[0]!.length >> 1);
    expect(await send(encodeFrame(half))).toBeNull();
    expect(() => gunzipSync(half)).toThrow();
    await witnessGoesOn();
  });

  const keyOf = (reference: { log: string; seq: number; h: string }): string =>
    `${reference.log}/${reference.seq}/${reference.h}`;
  const doseKeysOf = async (from: number): Promise<string[]> =>
    (
      await t.parts.store.database
        .selectFrom('dose')
        .select('dose_key')
        .where('case_key', '=', `a${1_000 + from}-7`)
        .execute()
    ).map((row) => row.dose_key);
});

function bend(frame: Bytes, at: number, [which, byte, by]: [number, number, number]): Bytes {
  // The header's own damage is the first round's work.
  if (at !== which || at === 0 || frame.length === 0) return frame;
  const bent = new Uint8Array(frame);
  bent[byte % bent.length]! ^= by;
  return bent;
}
