// Tests what the camera beside the search makes of what people hold up to it.

import { describe, expect, it } from 'vitest';
import type { CodeScanner } from '../../ports.ts';
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

  it.each([
    ['upi://pay?pa=86018038912693@bank&pn=Shop&am=10', 'payment'],
    ['UPI://PAY?pa=shop@bank', 'payment'],
    ['00020101021126580011in.gov.upi0115', 'payment'],
    ['shc:/56762909', 'card'],
    ['https://suchi.example/#enrol=ABC-DEFGH', 'enrolment'],
    ['1'.repeat(300), 'copy'],
    ['86018038912693 and 86018038912694', 'unknown'],
    ['hello', 'unknown'],
    ['', 'unknown'],
  ])('%s is none', (text, what) => {
    expect(readScan(text)).toEqual({ what });
  });
});

function scanning(texts: readonly string[], end: Awaited<ReturnType<CodeScanner['scan']>>) {
  const found: string[] = [];
  const scanner: CodeScanner = {
    scan: async () => end,
    scanEach: async (_video, _stop, take) => {
      for (const text of texts) if (take(text) === 'enough') return { outcome: 'read', text };
      return end;
    },
  };
  const model = createScanModel(scanner, (id) => void found.push(id));
  model.start();
  return { model, found, read: () => model.readFrom({} as HTMLVideoElement) };
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

  it('says what was held up, when nothing better comes', async () => {
    const { model, found, read } = scanning(['upi://pay?pa=x@y'], { outcome: 'stopped' });
    await read();
    expect(found).toEqual([]);
    expect(model.remark.value).toBe('listScan.payment');
  });

  it.each(['camera-denied', 'no-camera', 'failed'] as const)(
    'says why there is no picture: %s; typing goes on',
    async (outcome) => {
      const { model, read } = scanning([], { outcome });
      await read();
      expect(model.isScanning.value).toBe(false);
      expect(model.remark.value).toBe(`scan.${outcome}`);
    },
  );
});
