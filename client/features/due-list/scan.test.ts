// Tests what the camera beside the search makes of what people hold up to it.

import { describe, expect, it } from 'vitest';
import type { CodeScanner } from '../../ports.ts';
import { writeSlip } from '../../../schemas/rules/slip.ts';
import type { SlipReading } from '../../tablet.ts';
import { readScan } from './read-scan.ts';
import { createScanModel } from './scan-model.ts';

describe('a scanned code', () => {
  it.each([
    ['86018038912693'],
    ['  8601803891269 '],
    ['{"beneficiary_reference_id":"86018038912693","name":"A"}'],
    ['https://example.org/slip?ref=86018038912693'],
  ])('%s is a reference id', (text) => {
    expect(readScan(text)).toMatchObject({ what: 'reference-id' });
  });

  it.each(['2021-05-21', null])('with as many digits as a slip is read as one: day %s', (day) => {
    expect(readScan(` ${slipOf(day)} `)).toEqual({ what: 'slip', text: slipOf(day) });
  });

  it.each([
    ['upi://pay?pa=86018038912693@bank&pn=Shop&am=10', 'payment'],
    ['UPI://PAY?pa=shop@bank', 'payment'],
    ['00020101021126580011in.gov.upi0115', 'payment'],
    ['shc:/56762909', 'card'],
    ['https://suchi.example/#enrol=ABC-DEFGH', 'enrolment'],
    ['1'.repeat(300), 'copy'],
    ['1'.repeat(214), 'copy'],
    ['86018038912693 and 86018038912694', 'unknown'],
    ['hello', 'unknown'],
    ['', 'unknown'],
  ])('%s is none', (text, what) => {
    expect(readScan(text)).toEqual({ what });
  });
});

const slipOf = (day: string | null): string =>
  writeSlip(
    { appointment: { centreId: 7, appointmentNo: 1, check: 9 }, day, secret: new Uint8Array(10) },
    new Uint8Array(64),
  );
const aSlip = slipOf('2021-05-21');

function scanning(
  texts: readonly string[],
  end: Awaited<ReturnType<CodeScanner['scan']>>,
  reading: SlipReading = { outcome: 'not-a-slip' },
) {
  const found: string[] = [];
  const people: SlipReading[] = [];
  const scanner: CodeScanner = {
    scan: async () => end,
    scanEach: async (_video, _stop, take) => {
      for (const text of texts) if (take(text) === 'enough') return { outcome: 'read', text };
      return end;
    },
  };
  const model = createScanModel(scanner, {
    onReference: (id) => void found.push(id),
    readSlip: async () => reading,
    onPerson: (of) => void people.push(of),
  });
  model.start();
  return { model, found, people, read: () => model.readFrom({} as HTMLVideoElement) };
}

describe('the camera beside the search', () => {
  it('passes a payment code over, says so, and takes the slip that comes next', async () => {
    const { model, found, read } = scanning(['upi://pay?pa=x@y', '86018038912693'], {
      outcome: 'stopped',
    });
    await read();
    expect(found).toEqual(['86018038912693']);
    expect(model.isScanning.value).toBe(false);
    expect(model.remark.value).toBeNull();
  });

  it('leads from a good slip to the person, with nothing to say', async () => {
    const reading = { outcome: 'of-person', key: 'a1-9' } as const;
    const { model, people, read } = scanning([aSlip], { outcome: 'stopped' }, reading);
    await read();
    expect(people).toEqual([reading]);
    expect(model.remark.value).toBeNull();
    expect(model.isScanning.value).toBe(false);
  });

  it('shows whose slip it was that has been used, and says so', async () => {
    const reading = { outcome: 'used', key: 'a1-9' } as const;
    const { model, people, read } = scanning([aSlip], { outcome: 'stopped' }, reading);
    await read();
    expect(people).toEqual([reading]);
    expect(model.remark.value).toEqual({ key: 'slip.used' });
  });

  it.each(['not-ours', 'other-centre', 'changed', 'not-on-list', 'cannot-check'] as const)(
    'refuses a slip in plain words: %s; nobody is found by it',
    async (outcome) => {
      const { model, people, read } = scanning([aSlip], { outcome: 'stopped' }, { outcome });
      await read();
      expect(people).toEqual([]);
      expect(model.remark.value).toEqual({ key: `slip.${outcome}` });
    },
  );

  it('says of a slip of another day which day that is, and which day the list is of', async () => {
    const reading = { outcome: 'other-day', day: '2021-05-28', listDay: '2021-05-21' } as const;
    const { model, people, read } = scanning([aSlip], { outcome: 'stopped' }, reading);
    await read();
    expect(people).toEqual([]);
    const { key, values } = model.remark.value!;
    expect([key, values]).toEqual([
      'slip.other-day',
      { day: '28 May 2021', listDay: '21 May 2021' },
    ]);
  });

  it('says what was held up, when nothing better comes', async () => {
    const { model, found, read } = scanning(['upi://pay?pa=x@y'], { outcome: 'stopped' });
    await read();
    expect(found).toEqual([]);
    expect(model.remark.value).toEqual({ key: 'listScan.payment' });
  });

  it.each(['camera-denied', 'no-camera', 'failed'] as const)(
    'says why there is no picture: %s; typing goes on',
    async (outcome) => {
      const { model, read } = scanning([], { outcome });
      await read();
      expect(model.isScanning.value).toBe(false);
      expect(model.remark.value).toEqual({ key: `scan.${outcome}` });
    },
  );
});
