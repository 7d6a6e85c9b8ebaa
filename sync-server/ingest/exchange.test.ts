// Owns the exchange as a contract, on SQLite and on a real PostgreSQL: what is taken, acknowledged, judged, and sent down.

import { createHash, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  base64urlToBytes,
  bytesToBase64url,
  concatBytes,
  utf8ToBytes,
} from '../../schemas/bytes.ts';
import type { AnswerPart, FeedRow } from '../../schemas/exchange.ts';
import { encodeFrame } from '../../schemas/frames.ts';
import { limits } from '../../schemas/limits.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import { rollingHash } from '../../schemas/log/hash-chain.ts';
import type { PackDelta } from '../../schemas/records/pack-delta.ts';
import { unpackDayPack, type PackedDayPack } from '../../schemas/records/roster.ts';
import { nodeDigest } from '../keys/digest.ts';
import { createKey } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  otherCentre,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { freshPostgresDatabase } from '../../scripts/testing/fresh-postgres-database.ts';

const postgres = process.env['TEST_DATABASE_URL'];
const engines = [
  {
    engine: 'SQLite',
    location: async () => ({ url: null as string | null, drop: async () => undefined }),
  },
  ...(postgres ? [{ engine: 'PostgreSQL', location: () => freshPostgresDatabase(postgres) }] : []),
];

const feedRows = (parts: readonly AnswerPart[]): FeedRow[] =>
  parts.flatMap((part) => (part.part === 'feed' ? (part.rows as FeedRow[]) : []));
const cursorOf = (parts: readonly AnswerPart[]): string =>
  (parts.findLast((part) => part.part === 'feed') as { cursor: string }).cursor;
const kindsOf = (rows: readonly FeedRow[]): (string | null)[] =>
  rows.map((row) => (row.event === null ? null : (JSON.parse(row.event) as { kind: string }).kind));

describe.each(engines)('exchange on $engine', ({ location }) => {
  let place: { url: string | null; drop: () => Promise<void> };
  let d: TestDeployment;
  beforeEach(async () => {
    place = (await location()) as typeof place;
    d = await createTestDeployment(place.url);
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const stateOf = async (caseKeyPart: string): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('dose')
        .select(['state', 'reasons', 'case_key'])
        .where('centre_id', '=', testCentre)
        .where('case_key', 'like', `${caseKeyPart}%`)
        .orderBy('dose_key')
        .execute()
    ).map((row) =>
      `${row.state} ${(JSON.parse(row.reasons) as { reason: string }[]).map((r) => r.reason).join(',')}`.trim(),
    );

  it('confirms a dose given with the right code from a vial that was opened', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const { head } = await d.exchange(tablet.request({ as: 'bodies' }));
    expect(head.have[tablet.log]).toEqual({
      seq: 4,
      headHash: bytesToBase64url(tablet.head),
      hashAt: [bytesToBase64url(tablet.head)],
    });
    expect(head.verdicts[tablet.log]).toEqual([[4, 'confirmed']]);
    expect(await stateOf('a3-')).toEqual(['confirmed']);
  });

  it('takes the same rows as single rows, as bodies, and twice, and stores each once', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    for (const as of ['rows', 'bodies', 'rows'] as const)
      expect((await d.exchange(tablet.request({ as }))).head.have[tablet.log]!.seq).toBe(4);
    await Promise.all([d.exchange(tablet.request()), d.exchange(tablet.request({ as: 'bodies' }))]);
    const rows = await d.store.database
      .selectFrom('log_row')
      .select('seq')
      .where('log', '=', tablet.log)
      .execute();
    expect(rows).toHaveLength(4);
    expect(await stateOf('a3-')).toEqual(['confirmed']);
    const counts = await d.store.database
      .selectFrom('day_count')
      .selectAll()
      .where('doses', '!=', 0)
      .execute();
    expect(counts.map(({ state, doses }) => [state, Number(doses)])).toEqual([['confirmed', 1]]);
  });

  it('holds a wrong code that looks right, and exposes it at the first exchange', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), (d.codeOf(3) + 103) % 10_000));
    await d.exchange(tablet.request());
    expect(await stateOf('a3-')).toEqual([expect.stringMatching(/^held code-wrong/)]);
  });

  it('lets a walk-in and a lost SMS wait for the person’s own word', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    const registration = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      {
        name: 'सुनीता देवी',
        birthYear: 1985,
        gender: 'Female',
        mobileNumber: '9876543210',
        idType: null,
        idLast4: null,
        vaccinationSession: 'vs-1',
        category: 'citizen',
      },
      { mayDose: true },
    );
    tablet.giveDose({ walkIn: registration }, null);
    tablet.giveDose(d.subjectOf(5), null, { withoutCode: 'lost-sms' });
    await d.exchange(tablet.request({ as: 'bodies' }));
    expect(await stateOf('w')).toEqual(['waiting walk-in-waits-for-word']);
    expect(await stateOf('a5-')).toEqual(['waiting code-none']);
  });

  it('keeps both doses when two tablets dose one person offline, and holds both', async () => {
    const [one, two] = [await d.enrolTablet(), await d.enrolTablet()];
    for (const tablet of [one, two]) {
      await tablet.unlock('st-1');
      tablet.openVial();
      tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
      await d.exchange(tablet.request());
    }
    expect(await stateOf('a3-')).toEqual(['held recorded-twice', 'held recorded-twice']);
  });

  it('lets a dose wait for its vial and confirms it when the other tablet brings the opening', async () => {
    const [one, two] = [await d.enrolTablet(), await d.enrolTablet()];
    await one.unlock('st-1');
    one.giveDose(d.subjectOf(3), one.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(one.request());
    expect(await stateOf('a3-')).toEqual(['waiting vial-unknown']);
    await two.unlock('st-2');
    two.openVial();
    await d.exchange(two.request());
    expect(await stateOf('a3-')).toEqual(['confirmed']);
  });

  it('holds doses of a span in which nobody signed in, of unknown staff, and under a forged signature', async () => {
    const give = async (
      prepare: (tablet: Awaited<ReturnType<typeof d.enrolTablet>>) => Promise<void>,
      no: number,
    ) => {
      const tablet = await d.enrolTablet();
      await prepare(tablet);
      tablet.openVial();
      tablet.giveDose(d.subjectOf(no), tablet.tryCode(d.subjectOf(no), d.codeOf(no)));
      await d.exchange(tablet.request());
      return stateOf(`a${no}-`);
    };
    expect(await give(async (t) => t.unlock('nobody-known'), 1)).toEqual(['held staff-unknown']);
    const key = createKey();
    expect(await give(async (t) => t.unlock('st-1', key), 2)).toEqual(['confirmed']);
    expect(
      await give(async (t) => {
        await t.unlock('st-1', key);
        t.rows = [];
        t.append(
          'signed-in',
          { tablet: true },
          {
            staffId: 'st-1',
            signature: bytesToBase64url(randomBytes(64)),
            publicKey: bytesToBase64url(key.publicKey),
          },
        );
      }, 3),
    ).toEqual(['held nobody-signed-in']);
  });

  it('attaches a dose to nobody when number and check do not belong together', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose({ appointmentNo: 3, check: (d.subjectOf(3).check + 1) % 65_536 }, null);
    await d.exchange(tablet.request());
    expect(await stateOf('a3-')).toEqual(['held appointment-mismatch']);
  });

  it('acknowledges nothing of a log whose signature, chain or owner is wrong, and says what it has (rule 1)', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    const forged = await d.exchange(
      tablet.request({
        edit: (h) => (h.logs[tablet.log]!.signature = bytesToBase64url(randomBytes(64))),
      }),
    );
    expect(forged.head.have).toEqual({});
    const shortened = await d.exchange(tablet.request({ edit: (h) => void h.rows.splice(0, 1) }));
    expect(shortened.head.have).toEqual({});
    const other = await d.enrolTablet();
    const stolen = await d.exchange(tablet.request({ edit: (h) => (h.device = other.device) }));
    expect(stolen.head.have).toEqual({});
    const elsewhere = await d.exchange(
      tablet.request({ edit: (h) => (h.logs[tablet.log]!.centreId = otherCentre) }),
    );
    expect(elsewhere.head.have).toEqual({});
    expect(await d.store.database.selectFrom('log_row').select('seq').execute()).toHaveLength(0);
    expect((await d.exchange(tablet.request())).head.have[tablet.log]!.seq).toBe(2);
  });

  it('asks for single rows when a body is damaged, and lets one unreadable row wait alone', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const damagedBody = await d.exchange(
      tablet.request({
        as: 'bodies',
        edit: (h) => (h.bodies[0]!.iv = bytesToBase64url(randomBytes(12))),
      }),
    );
    expect(damagedBody.head.need).toEqual([{ log: tablet.log, what: 'rows', from: 1, to: 4 }]);
    const damagedRow = await d.exchange(
      tablet.request({ edit: (h) => (h.rows[1]!.iv = bytesToBase64url(randomBytes(12))) }),
    );
    expect(damagedRow.head.have[tablet.log]!.seq).toBe(4);
    expect(
      await d.store.database.selectFrom('quarantine').select(['seq', 'why']).execute(),
    ).toEqual([{ seq: 2, why: 'unreadable' }]);
    expect(await stateOf('a3-')).toEqual(['waiting vial-unknown']);
  });

  it('stores poison rows, unknown kinds and malformed bodies beside honest ones', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.appendBytes(utf8ToBytes('{"name":"\\u0000\\ud800"}'));
    tablet.appendBytes(utf8ToBytes('not json at all'));
    tablet.append('dose-administered', d.subjectOf(4), { doseNumber: -1 }, { mayDose: true });
    tablet.append('from-2031', d.subjectOf(4), { anything: [1, 2] });
    tablet.appendBytes(canonicalBytes({ deep: { deeper: { list: [null, true, 'x'] } } }));
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const { head } = await d.exchange(tablet.request({ as: 'bodies' }));
    expect(head.have[tablet.log]!.seq).toBe(tablet.rows.length);
    expect(await stateOf('a3-')).toEqual(['confirmed']);
  });

  it('continues a log where it stands, takes nothing after a gap, and forgets no number', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    for (let i = 0; i < 5; i++) tablet.openVial(`A${i + 1}`);
    const gap = await d.exchange(tablet.request({ from: 3 }));
    expect(gap.head.have).toEqual({});
    await d.exchange(tablet.request());
    tablet.openVial('A6');
    expect((await d.exchange(tablet.request({ from: 7 }))).head.have[tablet.log]!.seq).toBe(7);
  });

  it('numbers the feed densely, gives a second tablet everything, and its own rows without content (rules 6 and 7)', async () => {
    const [one, two] = [await d.enrolTablet(), await d.enrolTablet()];
    await one.unlock('st-1');
    one.openVial();
    one.giveDose(d.subjectOf(3), one.tryCode(d.subjectOf(3), d.codeOf(3)));
    one.cursor = cursorOf((await d.exchange(two.request({ pull: true }))).parts);
    const own = await d.exchange(one.request({ pull: true }));
    expect(own.head).toMatchObject({ pull: 'granted', feed: 'continues' });
    expect(kindsOf(feedRows(own.parts))).toEqual([null, null, null, null, 'confirmed']);
    const other = await d.exchange(two.request({ pull: true }));
    const rows = feedRows(other.parts);
    expect(kindsOf(rows)).toEqual([
      'signed-in',
      'vial-opened',
      'code-tried',
      'dose-administered',
      'confirmed',
    ]);
    expect(rows.map((row) => row.feedSeq)).toEqual([1, 2, 3, 4, 5]);
    expect(rows[3]!.by).toEqual({ staffId: 'st-1', proved: false });
    let rolling: Uint8Array = new Uint8Array(32);
    for (const row of rows)
      rolling = rollingHash(
        nodeDigest,
        rolling,
        row.feedSeq,
        row.log,
        row.seq,
        base64urlToBytes(row.hash)!,
      );
    const last = other.parts.findLast((part) => part.part === 'feed') as {
      cursor: string;
      rolling: string;
    };
    expect(last.rolling).toBe(bytesToBase64url(rolling));
    two.cursor = last.cursor;
    two.packHash = (
      other.parts.find((part) => part.part === 'pack') as { packHash: string }
    ).packHash;
    one.openVial('A2');
    await d.exchange(one.request());
    const more = await d.exchange(two.request({ pull: true }));
    expect(more.head).toMatchObject({ feed: 'continues', packBytes: 0 });
    expect(kindsOf(feedRows(more.parts))).toEqual(['vial-opened']);
  });

  it('gives a tablet back what it recorded without unlocking with its content, and the rest of its own rows bare (rule 7)', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.cursor = cursorOf((await d.exchange(tablet.request({ pull: true }))).parts);
    const walkIn = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      {
        name: 'Kamal Pawar "vaccinationSession":""',
        birthYear: 1960,
        gender: 'Female',
        mobileNumber: null,
        idType: null,
        idLast4: null,
        vaccinationSession: '',
        category: 'citizen',
      },
    );
    tablet.giveDose({ walkIn }, null, { vaccinationSession: '' });
    tablet.giveDose(d.subjectOf(3), null, { withoutCode: '"vaccinationSession":""' });
    const own = await d.exchange(tablet.request({ pull: true }));
    const kinds = kindsOf(feedRows(own.parts)).filter(
      (kind) => kind !== 'waiting' && kind !== 'held',
    );
    expect(kinds).toEqual(['walk-in-registered', 'dose-administered', null]);
  });

  it('sends a tablet that starts without a cursor its own rows with content: its keys to them may be gone (rule 7)', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(tablet.request());
    const start = await d.exchange(tablet.request({ pull: true }));
    expect(start.head.feed).toBe('reset');
    expect(kindsOf(feedRows(start.parts))).toEqual([
      'signed-in',
      'vial-opened',
      'code-tried',
      'dose-administered',
      'confirmed',
    ]);
  });

  it('starts a tablet with what happened before today to the people of its list, and with all of today (rule 7)', async () => {
    const tablet = await d.enrolTablet();
    const today = d.now;
    d.now -= 3 * 86_400;
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), null);
    tablet.giveDose({ appointmentNo: 999, check: 1 }, null);
    await d.exchange(tablet.request());
    d.now = today;
    tablet.giveDose({ appointmentNo: 998, check: 1 }, null);
    await d.exchange(tablet.request({ from: 5 }));
    const other = await d.enrolTablet();
    const { parts } = await d.exchange(other.request({ pull: true }));
    const rows = feedRows(parts);
    expect(kindsOf(rows)).toEqual(['dose-administered', 'waiting', 'dose-administered', 'held']);
    expect(rows.map((row) => row.feedSeq)).toEqual(
      rows.map((row) => row.feedSeq).sort((a, b) => a - b),
    );
    expect(rows.filter((row) => row.event?.includes('"appointmentNo":999'))).toEqual([]);
  });

  it('sends the day pack with a tag instead of a code, no ID number, and a hash of the whole', async () => {
    const tablet = await d.enrolTablet();
    const { head, parts } = await d.exchange(tablet.request({ pull: true }));
    const chunks = parts.flatMap((part) => (part.part === 'pack' ? [part] : [])) as {
      data: string;
      packHash: string;
    }[];
    const gzipped = concatBytes(...chunks.map((chunk) => base64urlToBytes(chunk.data)!));
    expect(gzipped.length).toBe(head.packBytes);
    const text = gunzipSync(gzipped);
    expect(createHash('sha256').update(text).digest('base64url')).toBe(chunks[0]!.packHash);
    const pack = unpackDayPack(JSON.parse(text.toString()) as PackedDayPack);
    expect(pack.appointments).toHaveLength(30);
    expect(pack.appointments[2]).toMatchObject({
      appointmentNo: 3,
      codeTag: d.codeOf(3) % 103,
      idLast4: '0003',
    });
    expect(Object.keys(pack.appointments[0]!)).not.toContain('code');
  });

  it('sends only what changed in the list to a tablet that has the one before, and the whole to one that has another', async () => {
    const tablet = await d.enrolTablet();
    const whole = await d.exchange(tablet.request({ pull: true }));
    tablet.packHash = (whole.parts[0] as { packHash: string }).packHash;
    tablet.cursor = cursorOf(whole.parts);
    const same = await d.exchange(tablet.request({ pull: true }));
    expect(same.parts.map((part) => part.part)).toEqual(['feed']);
    await d.store.database
      .updateTable('appointment')
      .set({ mobile_number: '9000000001' })
      .where('centre_id', '=', testCentre)
      .where('appointment_no', '=', 3)
      .execute();
    const changed = await d.exchange(tablet.request({ pull: true }));
    expect(changed.parts.map((part) => part.part)).toEqual(['pack-delta', 'feed']);
    const part = changed.parts[0] as { from: string; packHash: string; delta: string };
    expect(part.from).toBe(tablet.packHash);
    const delta = JSON.parse(part.delta) as PackDelta;
    expect(delta).toMatchObject({ fields: {}, gone: [] });
    expect(delta.put.map(([, one]) => [one.appointmentNo, one.mobileNumber])).toEqual([
      [3, '9000000001'],
    ]);
    expect(part.delta.length).toBeLessThan(600);
    tablet.packHash = 'of-a-server-before-this-one';
    const other = await d.exchange(tablet.request({ pull: true }));
    expect(other.parts.map((one) => one.part)).toEqual(['pack', 'feed']);
  });

  it('brings a long day to a new tablet in pages, each with a cursor, so that a cut costs one page', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    for (let i = 0; i < 900; i++)
      tablet.append('checked-in', d.subjectOf(1 + (i % 30)), { idSeen: 'matches', i });
    await d.exchange(tablet.request());
    const reader = await d.enrolTablet();
    const first = await d.exchange(reader.request({ pull: true }));
    const pages = first.parts.flatMap((part) => (part.part === 'feed' ? [part] : []));
    expect(pages.length).toBeGreaterThan(3);
    for (const page of pages)
      expect(JSON.stringify(page).length).toBeLessThan(limits.feedBytesMax * 1.5);
    // The link is cut after the second page: the rest comes on its cursor.
    const taken = pages.slice(0, 2) as { cursor: string; rows: FeedRow[] }[];
    reader.cursor = taken[1]!.cursor;
    const rest = await d.exchange(reader.request({ pull: true }));
    const numbers = [...taken.flatMap((page) => page.rows), ...feedRows(rest.parts)].map(
      (row) => row.feedSeq,
    );
    expect(rest.head.feed).toBe('continues');
    expect(numbers).toEqual(Array.from({ length: 901 }, (_, i) => i + 1));
  });

  it('grants a pull once per counter, to the signature of the tablet, for its own centre (rule 10)', async () => {
    const tablet = await d.enrolTablet();
    const request = tablet.request({ pull: true });
    expect((await d.exchange(request)).head.pull).toBe('granted');
    const again = await d.exchange(request);
    expect(again.head).toMatchObject({ pull: 'refused-counter', counter: 1, packBytes: 0 });
    tablet.counter = 0;
    expect((await d.exchange(tablet.request({ pull: true }))).head.pull).toBe('refused-counter');
    tablet.counter = 5;
    const bent = tablet.request({ pull: true });
    bent[bent.length - 10]! ^= 1;
    expect((await d.send(bent)).status).toBe(400);
    const foreign = await d.exchange(
      tablet.request({ pull: true, edit: (h) => (h.pull!.centreId = otherCentre) }),
    );
    expect(foreign.head.pull).toBe('refused-centre');
    expect(foreign.parts).toEqual([]);
  });

  it('starts a tablet again from the pack when its cursor is not ours, and opens a new epoch when the server was rolled back (rules 6 and 16)', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    const first = await d.exchange(tablet.request({ pull: true }));
    const cursor = (first.parts.findLast((part) => part.part === 'feed') as { cursor: string })
      .cursor;
    tablet.cursor = bytesToBase64url(randomBytes(60));
    expect((await d.exchange(tablet.request({ pull: true }))).head).toMatchObject({
      feed: 'reset',
      epoch: first.head.epoch,
    });
    await d.store.database.deleteFrom('feed').execute();
    await d.store.database.deleteFrom('log_row').execute();
    await d.store.database.deleteFrom('tablet_log').execute();
    await d.store.database
      .updateTable('centre')
      .set({ feed_seq: 0, feed_rolling: new Uint8Array(32) })
      .execute();
    tablet.cursor = cursor;
    const after = await d.exchange(tablet.request({ pull: true, from: 99 }));
    expect(after.head.feed).toBe('reset');
    expect(after.head.epoch).not.toBe(first.head.epoch);
    // The same stale cursor, from this tablet or another, tells of the same roll-back: no further epoch.
    const again = await d.exchange(tablet.request({ pull: true, from: 99 }));
    expect(again.head).toMatchObject({ feed: 'reset', epoch: after.head.epoch });
    expect(after.head.have).toEqual({});
    expect((await d.exchange(tablet.request())).head.have[tablet.log]!.seq).toBe(2);
  });

  it('takes the rows of a device it does not know on its certificate, and asks for it first', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    await d.store.database.deleteFrom('device').execute();
    expect((await d.exchange(tablet.request())).head).toMatchObject({
      needsCertificate: true,
      have: {},
    });
    const content = bytesToBase64url(
      utf8ToBytes(
        JSON.stringify({
          deployment: d.keys.deployment,
          centreId: testCentre,
          device: tablet.device,
          devicePublicKey: bytesToBase64url(tablet.deviceKey.publicKey),
          issuedAt: 1,
        }),
      ),
    );
    tablet.certificate = `${content}.${bytesToBase64url(randomBytes(64))}`;
    expect((await d.exchange(tablet.request())).head).toMatchObject({
      needsCertificate: true,
      have: {},
    });
    tablet.certificate = `${content}.${bytesToBase64url(d.keys.sign(utf8ToBytes(content)))}`;
    const taken = await d.exchange(tablet.request());
    expect(taken.head.needsCertificate).toBe(false);
    expect(taken.head.have[tablet.log]!.seq).toBe(2);
    expect(
      await d.store.database.selectFrom('device').select('needs_confirmation').execute(),
    ).toEqual([{ needs_confirmation: 1 }]);
  });

  it('takes both branches of a copied tablet once each, and holds what the copy changed (rule 3)', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    await d.exchange(tablet.request());
    const copy = tablet.clone();
    copy.giveDose(d.subjectOf(7), copy.tryCode(d.subjectOf(7), d.codeOf(7)));
    await d.exchange(copy.request());
    tablet.now += 5;
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const refused = await d.exchange(tablet.request({ from: 3 }));
    expect(refused.head.have[tablet.log]).toMatchObject({
      seq: 4,
      headHash: bytesToBase64url(copy.head),
    });
    expect(refused.head.have[tablet.log]!.hashAt[0]).not.toBe(bytesToBase64url(tablet.head));
    tablet.rotate(2);
    const taken = await d.exchange(tablet.request());
    expect(taken.head.have[tablet.log]!.seq).toBe(2);
    expect((await d.exchange(tablet.request())).head.have[tablet.log]!.seq).toBe(2);
    expect(await stateOf('a7-')).toEqual(['held copied-tablet']);
    expect(await stateOf('a3-')).toEqual(['held copied-tablet']);
  });

  it('sends a copied tablet what its copy wrote in the log they share, and its own rows bare', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    const before = await d.exchange(tablet.request({ pull: true }));
    tablet.cursor = cursorOf(before.parts);
    const copy = tablet.clone();
    copy.giveDose(d.subjectOf(7), copy.tryCode(d.subjectOf(7), d.codeOf(7)));
    await d.exchange(copy.request());
    tablet.now += 5;
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const parted = await d.exchange(tablet.request({ from: 3, pull: true }));
    const rows = feedRows(parted.parts).filter((row) => row.log === tablet.log);
    expect(kindsOf(rows)).toEqual(['code-tried', 'dose-administered']);
    copy.openVial('B1');
    copy.cursor = tablet.cursor;
    copy.counter = tablet.counter;
    const own = await d.exchange(copy.request({ from: 5, pull: true }));
    expect(kindsOf(feedRows(own.parts).filter((row) => row.log === copy.log))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('keeps confirmed what a tablet sent before it was moved to another centre', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(tablet.request());
    expect(await stateOf('a3-')).toEqual(['confirmed']);
    d.now += 60;
    await d.store.database
      .updateTable('device')
      .set({ centre_id: otherCentre, enrolled_at: d.now })
      .where('device', '=', tablet.device)
      .execute();
    const other = await d.enrolTablet();
    await other.unlock('st-2');
    other.append('observation-ended', d.subjectOf(3), {
      doseEvent: { log: 'x', seq: 1, h: 'A'.repeat(11) },
    });
    await d.exchange(other.request());
    expect(await stateOf('a3-')).toEqual(['confirmed']);
    tablet.giveDose(d.subjectOf(4), tablet.tryCode(d.subjectOf(4), d.codeOf(4)));
    await d.exchange(tablet.request({ from: 5 }));
    expect(await stateOf('a4-')).toEqual(['held tablet-of-another-centre']);
  });

  it('takes an event once when the log it was carried into comes before the one it was written in (rule 3)', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const moved = tablet.clone();
    moved.rotate(0);
    await d.exchange(moved.request());
    await d.exchange(tablet.request({ as: 'bodies' }));
    const rows = await d.store.database
      .selectFrom('log_row')
      .select(['log', 'event', 'salt'])
      .where('origin_log', '=', tablet.log)
      .orderBy('origin_seq')
      .execute();
    expect(rows.length).toBe(8);
    // Erasing the event takes all that could prove its content.
    expect(rows.every((row) => (row.salt === null) === (row.event === null))).toBe(true);
    expect(rows.filter((row) => row.event !== null).map((row) => row.log)).toEqual(
      Array(4).fill(moved.log),
    );
    expect(await stateOf('a3-')).toEqual(['confirmed']);
  });

  it('takes everything again, once, after it lost a day, in the log it was first written in', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(tablet.request());
    for (const table of [
      'feed',
      'log_row',
      'tablet_log',
      'dose',
      'day_count',
      'vial',
      'span',
    ] as const)
      await d.store.database.deleteFrom(table).execute();
    await d.store.database
      .updateTable('centre')
      .set({
        feed_seq: 0,
        feed_rolling: new Uint8Array(32),
        server_seq: 0,
        server_head: new Uint8Array(32),
      })
      .execute();
    tablet.giveDose(d.subjectOf(4), tablet.tryCode(d.subjectOf(4), d.codeOf(4)));
    expect((await d.exchange(tablet.request({ from: 5 }))).head.have).toEqual({});
    expect((await d.exchange(tablet.request({ as: 'bodies' }))).head.have[tablet.log]!.seq).toBe(6);
    expect([...(await stateOf('a3-')), ...(await stateOf('a4-'))]).toEqual([
      'confirmed',
      'confirmed',
    ]);
  });

  it('answers garbage, cut bodies and bombs clearly, and stores nothing', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    const good = tablet.request();
    const bomb = encodeFrame(new Uint8Array(gzipSync(Buffer.alloc(40_000_000, 32), { level: 9 })));
    for (const bad of [
      new Uint8Array(0),
      new Uint8Array(randomBytes(500)),
      good.slice(0, good.length - 3),
      bomb,
      encodeFrame(new Uint8Array(gzipSync('<html>login</html>'))),
    ]) {
      const response = await d.send(bad);
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      expect(((await response.json()) as { detail: string }).detail.length).toBeGreaterThan(20);
    }
    expect((await d.send(new Uint8Array(1_100_000))).status).toBe(413);
    expect(await d.store.database.selectFrom('log_row').select('seq').execute()).toHaveLength(0);
  });

  it('never crashes on mutated requests, and still takes the honest one after them', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const header = { value: null as unknown as Record<string, unknown> };
    tablet.request({
      edit: (h) => (header.value = JSON.parse(JSON.stringify(h)) as Record<string, unknown>),
    });
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(-1, 1e308, '', null, [], {}, 'x'.repeat(5000)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(header.value)),
        odd,
        fc.boolean(),
        async (field, value, remove) => {
          const bent = { ...header.value };
          if (remove) delete bent[field];
          else bent[field] = value;
          const response = await d.send(
            encodeFrame(new Uint8Array(gzipSync(JSON.stringify(bent)))),
          );
          expect([200, 400]).toContain(response.status);
          await response.arrayBuffer();
        },
      ),
      { numRuns: 60 },
    );
    expect((await d.exchange(tablet.request())).head.have[tablet.log]!.seq).toBe(4);
    expect(await stateOf('a3-')).toEqual(['confirmed']);
  });
});
