// Measures what a copy weighs, with rows of the real event writer: about one QR code for twenty doses.

import { afterEach, describe, expect, it } from 'vitest';
import { decodeCopy } from '../../schemas/carry/copy.ts';
import { parcelToRequest } from '../../schemas/carry/to-request.ts';
import { exchangeRequestSchema } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { referenceTo } from '../../schemas/log/hash-chain.ts';
import { maskCode } from '../../schemas/rules/security-code.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { createWriterScene, type WriterScene } from '../testing/writer-scene.ts';
import { digest } from '../device/digest.ts';
import { makeCopy } from './make-copy.ts';
import type { MadeCopy } from './port.ts';

const scenes: WriterScene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function scene(): Promise<WriterScene> {
  const made = await createWriterScene();
  scenes.push(made);
  return made;
}

interface DayParts {
  readonly people: number;
  readonly isWalkIn?: boolean;
  /** In the order of arrival, not of the list. */
  readonly isShuffled?: boolean;
}

/** Four events each, as at a busy table: the check-in and code of one person come while others sit out their half hour. */
async function record(
  { write, step }: WriterScene,
  { people, isWalkIn, isShuffled }: DayParts,
): Promise<void> {
  const vaccinationSession = 'd54c5af7-3897-4da3-bd26-f937ab7ad553';
  const observed: (() => Promise<void>)[] = [];
  for (let i = 0; i < people; i++) {
    const vial = `A${1 + Math.floor(i / 10)}`;
    if (i % 10 === 0)
      await write({
        kind: 'vial-opened',
        subject: { vaccinationSession, vial },
        body: { product: 'COVISHIELD', vaccineBatch: '4121Z025', expiry: null, dosesNominal: 10 },
      });
    step(60 + ((i * 37) % 90));
    const place = isShuffled === true ? (i * 17) % 200 : i;
    const registered =
      isWalkIn === true
        ? await write({
            kind: 'walk-in-registered',
            subject: { walkIn: 'self' },
            body: {
              name: `${['Sunita', 'Ramesh', 'Anjali', 'Farida'][i % 4]} ${['Patil', 'Gaikwad', 'Shaikh'][i % 3]}`,
              birthYear: 1940 + ((i * 13) % 60),
              gender: i % 2 === 0 ? 'Female' : 'Male',
              mobileNumber: `98${String((i * 7_654_321) % 10 ** 8).padStart(8, '0')}`,
              idType: 'aadhaar',
              idLast4: String((i * 7919) % 10_000).padStart(4, '0'),
              vaccinationSession,
              category: 'citizen',
            },
          })
        : null;
    const subject =
      registered === null
        ? { appointmentNo: 100_000 + place, check: (place * 40_503) % 65_536 }
        : { walkIn: referenceTo(registered) };
    await write({
      kind: 'checked-in',
      subject,
      body: { idType: 'aadhaar', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' },
    });
    step(20 + ((i * 11) % 30));
    const code =
      registered === null
        ? referenceTo(
            await write({
              kind: 'code-tried',
              subject,
              body: ({ log, seq }, codeKey) => ({
                matches: true,
                masked: maskCode(digest, codeKey, log, seq, (place * 271) % 10_000),
              }),
            }),
          )
        : null;
    step(25 + ((i * 29) % 40));
    const dose = await write({
      kind: 'dose-administered',
      subject,
      body: {
        doseNumber: 1 + (i % 3 === 0 ? 1 : 0),
        product: 'COVISHIELD',
        vial,
        vaccinationSession,
        vaccineBatch: '4121Z025',
        code,
        ...(registered === null ? {} : { withoutCode: 'walk-in' }),
        rules: currentRuleSet.rulesVersion,
      },
    });
    observed.push(async () => {
      await write({
        kind: 'observation-ended',
        subject,
        body: { doseEvent: referenceTo(dose) },
      });
    });
    if (observed.length > 8) await observed.shift()!();
  }
  for (const end of observed) await end();
}

async function copyOf(of: WriterScene): Promise<MadeCopy> {
  const outcome = await makeCopy(of.makeParts(), 'since-last');
  if (outcome.outcome !== 'made') throw new Error(outcome.outcome);
  return outcome.copy;
}

async function handOver(of: WriterScene, copy: MadeCopy): Promise<void> {
  for (const [log, upTo] of copy.upTo) await of.database.copies.put({ log, upTo });
}

describe('the codes of twenty booked people’s doses', () => {
  it('are one, of at most 1,000 bytes, when the last copy was made in the same unlocking', async () => {
    const at = await scene();
    await record(at, { people: 3 });
    await handOver(at, await copyOf(at));
    for (const isShuffled of [false, true]) {
      await record(at, { people: 20, isShuffled });
      const copy = await copyOf(at);
      expect(copy.rows).toBe(82);
      expect(copy.bytes.length).toBeLessThanOrEqual(limits.copyFrameBytesMax - 17);
      expect(copy.frames).toHaveLength(1);
      await handOver(at, copy);
    }
  });

  it('are two at most: at the beginning of the day, and with the tablet locked twice in between', async () => {
    const at = await scene();
    await record(at, { people: 20, isShuffled: true });
    const first = await copyOf(at);
    expect(first.frames!.length).toBeLessThanOrEqual(2);
    await handOver(at, first);
    for (const people of [7, 7, 6]) {
      await record(at, { people, isShuffled: true });
      if (people === 7) await at.lockAndUnlock();
    }
    const copy = await copyOf(at);
    expect(copy.frames!.length).toBeLessThanOrEqual(2);
  });

  it('are two for twenty walk-ins, whose names and numbers travel along', async () => {
    const at = await scene();
    await record(at, { people: 20, isWalkIn: true });
    const copy = await copyOf(at);
    expect(copy.frames!.length).toBeLessThanOrEqual(2);
  });
});

describe('a day without a network', () => {
  it('of rows that are in no body goes in parcels of a size that a poor link brings', async () => {
    const at = await scene();
    await record(at, { people: 110 });
    await at.lockAndUnlock();
    await at.database.bodies.clear();
    const locked = { ...at.makeParts(), keyOf: () => Promise.resolve(null) };
    const outcome = await makeCopy(locked, 'everything');
    if (outcome.outcome !== 'made') throw new Error(outcome.outcome);
    const read = decodeCopy(digest, outcome.copy.bytes);
    if (read.outcome !== 'copy') throw new Error(read.outcome);
    const { parcels } = read.copy;
    expect(parcels.length).toBeGreaterThan(3);
    let before = parcels[0]!.after;
    for (const parcel of parcels) {
      expect(parcel.after).toEqual(before);
      const { header } = parcelToRequest(read.copy, parcel, true);
      expect(exchangeRequestSchema.safeParse(header).success).toBe(true);
      expect(JSON.stringify(header).length).toBeLessThan(2 * limits.copyParcelBytes);
      before = parcel.head;
    }
    expect(before.seq).toBe(outcome.copy.rows);
    expect(outcome.copy.frames).toBeNull();
  }, 60_000);

  it('of 200 people with four events each goes into less than 5 kB, and into six codes', async () => {
    const at = await scene();
    await record(at, { people: 200 });
    const copy = await copyOf(at);
    expect(copy.bytes.length).toBeLessThan(5_000);
    expect(copy.frames!.length).toBeLessThanOrEqual(6);
  }, 60_000);
});
