// Owns what happens to rows that somebody else brings, and to rows that follow a gap (docs/protocol.md, rule 5), on both engines.

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { FeedRow } from '../../schemas/exchange.ts';
import { createKey, type PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';

describe.each(testEngines)('carried copies on $engine', ({ prepare }) => {
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

  /** Rows 1 and 2 are sign-in and vial; then code and dose of each person: 3-4, 5-6, 7-8 … */
  const dayOf = async (people: number): Promise<PaperTablet> => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    for (let no = 1; no <= people; no++)
      tablet.giveDose(d.subjectOf(no), tablet.tryCode(d.subjectOf(no), d.codeOf(no)));
    return tablet;
  };
  const states = async (): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('dose')
        .select(['state', 'reasons', 'by_staff'])
        .where('centre_id', '=', testCentre)
        .orderBy('seq')
        .orderBy('h')
        .execute()
    ).map(({ state, reasons, by_staff }) => {
      const names = (JSON.parse(reasons) as { reason: string }[]).map(({ reason }) => reason);
      return [state, by_staff ?? 'nobody', ...names].join(' ');
    });
  const eventsHeld = async (): Promise<number> =>
    (
      await d.store.database
        .selectFrom('log_row')
        .select('seq')
        .where('event', 'is not', null)
        .where('span', 'is not', null)
        .execute()
    ).length;
  const headOf = (tablet: PaperTablet, seq: number): [number, string] => [
    seq,
    bytesToBase64url(tablet.rows[seq - 1]!.chainHash),
  ];

  /** A tablet and its copy: the sign-in that announced the key is common, the copy's later one is signed with `laterKey`. */
  const copiedAfterKey = async (laterKey: ReturnType<typeof createKey> | null = null) => {
    const tablet = await d.enrolTablet();
    const key = createKey();
    await tablet.unlock('st-1', key);
    tablet.openVial();
    const copy = tablet.clone();
    await tablet.unlock('st-2', createKey());
    tablet.openVial('A2');
    await copy.unlock('st-1', laterKey ?? key, { isKeyKnown: true });
    copy.giveDose(d.subjectOf(1), copy.tryCode(d.subjectOf(1), d.codeOf(1)));
    return { tablet, copy };
  };
  /** Who stands behind the rows of the copy's last span: one name, however many rows. */
  const signedInAs = async (copy: PaperTablet): Promise<(string | null)[]> => {
    const rows = await d.store.database
      .selectFrom('log_row')
      .select('by_staff')
      .where('span', '=', copy.spans.at(-1)!.span)
      .where('event', 'is not', null)
      .execute();
    return [...new Set(rows.map((row) => row.by_staff))];
  };
  /** What a restored server may get of the two, in all 24 orders; the copy itself comes at some time, and once more at the end. */
  const inEveryOrder = async (
    run: (deliver: (tablet: PaperTablet, copy: PaperTablet) => Promise<void>) => Promise<void>,
  ): Promise<void> => {
    for (const order of permutations([0, 1, 2, 3]))
      await run(async (tablet, copy) => {
        const moved = tablet.clone();
        moved.rotate(0);
        const parcels = [
          moved.request(),
          copy.carriedCopy(3, 5),
          copy.carriedCopy(1, 2),
          copy.request({ as: 'bodies' }),
        ];
        for (const at of order) await d.exchange(parcels[at]!);
        await d.exchange(copy.request({ as: 'bodies' }));
      });
  };

  it('a copy of the whole day is as good as the tablet itself, and the courier may forget it', async () => {
    const tablet = await dayOf(2);
    const { head } = await d.exchange(tablet.carriedCopy(1, 6));
    expect(head.taken).toEqual({ [tablet.log]: headOf(tablet, 6) });
    expect(head.pull).toBe('none');
    expect(await states()).toEqual(['confirmed st-1', 'confirmed st-1']);
    const own = await d.exchange(tablet.request({ as: 'bodies' }));
    expect(own.head.have[tablet.log]?.seq).toBe(6);
    expect(own.head.taken).toBeUndefined();
    expect(await eventsHeld()).toBe(6);
  });

  it('is no sign of life of the tablet that wrote it, and pulls nothing', async () => {
    const tablet = await dayOf(1);
    await d.exchange(tablet.carriedCopy(1, 4));
    const device = await d.store.database
      .selectFrom('device')
      .select(['last_contact_at', 'heartbeat'])
      .where('device', '=', tablet.device)
      .executeTakeFirstOrThrow();
    expect(device).toEqual({ last_contact_at: null, heartbeat: null });
  });

  it('rows after a gap are stored and judged at once; have stays contiguous; the reason says why they wait (rule 5)', async () => {
    const tablet = await dayOf(3);
    const { head } = await d.exchange(tablet.carriedCopy(5, 8));
    expect(head.taken).toEqual({ [tablet.log]: headOf(tablet, 8) });
    const asked = await d.exchange(tablet.request({ from: 9 }));
    expect(asked.head.have[tablet.log]).toBeUndefined();
    expect(await states()).toEqual([
      'waiting nobody rows-missing-before vial-unknown',
      'waiting nobody rows-missing-before vial-unknown',
    ]);
  });

  it('the gap closes when the tablet itself comes: every dose once, by its vaccinator, confirmed (rule 5)', async () => {
    const tablet = await dayOf(3);
    await d.exchange(tablet.carriedCopy(7, 8));
    await d.exchange(tablet.carriedCopy(5, 6, 'rows'));
    const { head } = await d.exchange(tablet.request({ as: 'bodies' }));
    expect(head.have[tablet.log]?.seq).toBe(8);
    expect(await states()).toEqual(['confirmed st-1', 'confirmed st-1', 'confirmed st-1']);
    expect(await eventsHeld()).toBe(8);
  });

  it('the gap closes in pieces: what still has a gap before it goes on waiting', async () => {
    const tablet = await dayOf(3);
    await d.exchange(tablet.carriedCopy(7, 8));
    await d.exchange(tablet.carriedCopy(1, 4));
    expect(await states()).toEqual(['confirmed st-1', 'waiting st-1 rows-missing-before']);
    // The tablet is lost: what it never sends itself takes its place all the same.
    await d.exchange(tablet.carriedCopy(5, 6));
    expect(await states()).toEqual(['confirmed st-1', 'confirmed st-1', 'confirmed st-1']);
  });

  it('a second courier with the same copy, or a longer one, adds nothing twice', async () => {
    const tablet = await dayOf(3);
    await d.exchange(tablet.carriedCopy(5, 6));
    const again = await d.exchange(tablet.carriedCopy(5, 6));
    expect(again.head.taken).toEqual({ [tablet.log]: headOf(tablet, 6) });
    const longer = await d.exchange(tablet.carriedCopy(3, 8));
    expect(longer.head.taken).toEqual({ [tablet.log]: headOf(tablet, 8) });
    expect(await eventsHeld()).toBe(6);
    expect((await states()).length).toBe(3);
  });

  it('a copy of another branch is kept beside the one held, and both cases are held as a copied tablet', async () => {
    const tablet = await dayOf(1);
    const clone = tablet.clone();
    tablet.giveDose(d.subjectOf(2), tablet.tryCode(d.subjectOf(2), d.codeOf(2)));
    clone.giveDose(d.subjectOf(3), clone.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(tablet.request({ as: 'bodies' }));
    const { head } = await d.exchange(clone.carriedCopy(5, 6));
    expect(head.taken).toEqual({ [clone.log]: headOf(clone, 6) });
    const found = await states();
    expect(found.filter((state) => state.includes('copied-tablet')).length).toBe(2);
    expect(found.length).toBe(3);
  });

  it('a copy of a whole log that is another branch is kept too, though it names no point before it', async () => {
    const tablet = await d.enrolTablet();
    const clone = tablet.clone();
    await tablet.unlock('st-1');
    await clone.unlock('st-2');
    clone.openVial();
    clone.giveDose(d.subjectOf(3), clone.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(tablet.request({ as: 'bodies' }));
    const { head } = await d.exchange(
      clone.carriedCopy(1, 4, 'bodies', (header) => delete header.logs[clone.log]!.after),
    );
    expect(head.taken).toEqual({ [clone.log]: headOf(clone, 4) });
    expect(await eventsHeld()).toBe(5);
  });

  it('a copy whose head is not signed by its writer, or that was changed, is not taken', async () => {
    const tablet = await dayOf(2);
    const other = await dayOf(2);
    const stranger = tablet.clone();
    Object.assign(stranger, { deviceKey: other.deviceKey });
    const { head } = await d.exchange(stranger.carriedCopy(3, 6));
    expect(head.taken).toEqual({});
    expect(await eventsHeld()).toBe(0);
  });

  it('a vial and a sign-in that come late in a copy settle the doses that waited for them', async () => {
    const tablet = await dayOf(2);
    await d.exchange(tablet.carriedCopy(3, 6));
    await d.exchange(tablet.carriedCopy(1, 2));
    await d.exchange(tablet.carriedCopy(1, 6));
    expect(await states()).toEqual(['confirmed st-1', 'confirmed st-1']);
  });

  it('names the vaccinator also when the sign-in comes last, in the log that was left', async () => {
    const tablet = await dayOf(1);
    const left = tablet.clone();
    left.rows = tablet.rows.slice(0, 2);
    tablet.rotate(2);
    const reader = await d.enrolTablet();
    await d.exchange(tablet.request());
    expect((await states())[0]).toContain('held nobody nobody-signed-in');
    const first = await d.exchange(reader.request({ pull: true }));
    reader.cursor = cursorOf(first.parts);
    await d.exchange(left.request({ as: 'bodies' }));
    expect(await states()).toEqual(['confirmed st-1']);
    // A tablet that has the dose already hears by whom.
    const second = await d.exchange(reader.request({ pull: true }));
    const heard = rowsOf(second.parts).filter((row) => row.event?.includes('"dose-administered"'));
    expect(heard.map((row) => row.by?.staffId)).toEqual(['st-1']);
  });

  it('names the vaccinator also when the key came with an earlier sign-in that is still missing', async () => {
    const tablet = await d.enrolTablet();
    const key = createKey();
    await tablet.unlock('st-1', key);
    tablet.openVial();
    await tablet.unlock('st-1', key, { isKeyKnown: true });
    tablet.giveDose(d.subjectOf(1), tablet.tryCode(d.subjectOf(1), d.codeOf(1)));
    await d.exchange(tablet.carriedCopy(3, 5));
    expect(await states()).toEqual(['waiting st-1 rows-missing-before vial-unknown']);
    await d.exchange(tablet.request({ as: 'bodies' }));
    expect(await states()).toEqual(['confirmed st-1']);
  });

  it('names the vaccinator also when the row that brought the key came first as a pointer, after a restore', async () => {
    const { tablet, copy } = await copiedAfterKey();
    tablet.rotate(0);
    await d.exchange(tablet.request());
    await d.exchange(copy.request({ as: 'bodies' }));
    expect(await signedInAs(copy)).toEqual(['st-1']);
  });

  it('names the vaccinator of a branch whose key is known by a pointer alone', async () => {
    const { tablet, copy } = await copiedAfterKey();
    tablet.rotate(0);
    await d.exchange(tablet.request());
    await d.exchange(copy.carriedCopy(3, 5));
    expect(await signedInAs(copy)).toEqual(['st-1']);
  });

  it('gives nobody to a signature that no key of the whole log made, in every order of arrival', async () => {
    await inEveryOrder(async (deliver) => {
      const { tablet, copy } = await copiedAfterKey(createKey());
      await deliver(tablet, copy);
      expect(await signedInAs(copy)).toEqual([null]);
    });
  });

  it('names the vaccinator of a copied tablet in every order in which both of them come back', async () => {
    await inEveryOrder(async (deliver) => {
      const { tablet, copy } = await copiedAfterKey();
      await deliver(tablet, copy);
      expect(await signedInAs(copy)).toEqual(['st-1']);
    });
  });

  it('judges a sign-in by the row before it, also where that row is held already', async () => {
    const tablet = await d.enrolTablet();
    const key = createKey();
    await tablet.unlock('st-1', key);
    tablet.openVial();
    tablet.giveDose(d.subjectOf(1), tablet.tryCode(d.subjectOf(1), d.codeOf(1)));
    await tablet.unlock('st-2', key);
    tablet.giveDose(d.subjectOf(2), tablet.tryCode(d.subjectOf(2), d.codeOf(2)));
    await d.exchange(tablet.carriedCopy(4, 4));
    await d.exchange(tablet.carriedCopy(3, 7));
    expect((await states())[1]).toContain('waiting st-2 rows-missing-before');
  });

  it('keeps the signature of a head only while it is that head', async () => {
    const tablet = await dayOf(3);
    const signature = async (): Promise<number | undefined> =>
      (
        await d.store.database
          .selectFrom('tablet_log')
          .select('head_signature')
          .where('log', '=', tablet.log)
          .executeTakeFirstOrThrow()
      ).head_signature?.length;
    await d.exchange(tablet.carriedCopy(7, 8));
    await d.exchange(tablet.carriedCopy(1, 4));
    expect(await signature()).toBe(64);
    await d.exchange(tablet.carriedCopy(5, 6));
    expect(await signature()).toBeUndefined();
  });

  it('a second tablet hears of a dose that was carried, and later of who gave it', async () => {
    const tablet = await dayOf(2);
    const reader = await d.enrolTablet();
    await d.exchange(tablet.carriedCopy(5, 6));
    const first = await d.exchange(reader.request({ pull: true }));
    reader.cursor = cursorOf(first.parts);
    await d.exchange(tablet.request({ as: 'bodies' }));
    const second = await d.exchange(reader.request({ pull: true }));
    const doses = [...rowsOf(first.parts), ...rowsOf(second.parts)].filter(
      (row) => row.event?.includes('"dose-administered"') === true,
    );
    const places = doses.map(
      (row) => `${row.origin?.log ?? row.log}/${row.origin?.seq ?? row.seq}`,
    );
    // The carried one comes again once its vaccinator is known.
    expect(new Set(places)).toEqual(new Set([`${tablet.log}/4`, `${tablet.log}/6`]));
    expect(doses.findLast((_, i) => places[i] === `${tablet.log}/6`)?.by?.staffId).toBe('st-1');
  });

  it('copies in any order, overlapping and repeated, then the tablet: the same doses in the same states', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 7 })), {
          maxLength: 6,
        }),
        async (ranges) => {
          await d.stop();
          d = await createTestDeployment(place.url === null ? null : place.url);
          const tablet = await dayOf(3);
          for (const [from, more] of ranges)
            await d.exchange(tablet.carriedCopy(from, Math.min(8, from + more)));
          const { head } = await d.exchange(tablet.request({ as: 'bodies' }));
          expect(head.have[tablet.log]?.seq).toBe(8);
          expect(await states()).toEqual(['confirmed st-1', 'confirmed st-1', 'confirmed st-1']);
          expect(await eventsHeld()).toBe(8);
        },
      ),
      { numRuns: place.url === null ? 15 : 0 },
    );
  });
});

const permutations = (items: readonly number[]): number[][] =>
  items.length === 0
    ? [[]]
    : items.flatMap((first) =>
        permutations(items.filter((item) => item !== first)).map((rest) => [first, ...rest]),
      );

const rowsOf = (parts: readonly { readonly part?: unknown }[]): FeedRow[] =>
  parts.flatMap((part) =>
    part.part === 'feed' ? (part as unknown as { rows: FeedRow[] }).rows : [],
  );
const cursorOf = (parts: readonly { readonly part?: unknown }[]): string =>
  (parts.findLast((part) => part.part === 'feed') as unknown as { cursor: string }).cursor;
