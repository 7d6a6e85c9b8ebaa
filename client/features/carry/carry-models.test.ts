// Tests of making and taking copies without a screen: what is asked of the carrier, and when a copy counts as handed over.

import { describe, expect, it } from 'vitest';
import type { CodeScanner, ShareOutcome } from '../../ports.ts';
import { createFakeCarry } from '../../testing/fake-carry.ts';
import { createMakeModel } from './make-model.ts';
import { createTakeModel, type PickedFile } from './take-model.ts';

const sharer = (outcome: ShareOutcome) => {
  const names: string[] = [];
  return { names, share: (name: string) => (names.push(name), Promise.resolve(outcome)) };
};

describe('making a copy', () => {
  it('shows the codes of what came since the last one, turning until somebody turns by hand', async () => {
    const carry = createFakeCarry();
    const model = createMakeModel(carry, sharer('shared'));
    await model.showCodes('since-last');
    expect(carry.calls).toEqual(['makeCopy since-last']);
    expect(model.step.value).toBe('codes');
    expect([model.position.value, model.hasSeenAll.value]).toEqual([1, false]);
    model.turn();
    expect(model.position.value).toBe(2);
    model.next();
    expect([model.position.value, model.hasSeenAll.value]).toEqual([3, true]);
    model.turn();
    expect(model.position.value).toBe(3);
    model.next();
    expect(model.position.value).toBe(1);
    model.back();
    expect(model.position.value).toBe(3);
  });

  it('counts as handed over only by a person’s word, not by being shown, shared or closed', async () => {
    const carry = createFakeCarry();
    for (const outcome of ['shared', 'downloaded'] as const) {
      const model = createMakeModel(carry, sharer(outcome));
      await model.shareFile();
      expect(model.step.value).toBe('file');
      expect(model.isDownloaded.value).toBe(outcome === 'downloaded');
      model.close();
      expect(model.step.value).toBe('choose');
    }
    expect(carry.calls).not.toContain('handedOver');
    const model = createMakeModel(carry, sharer('shared'));
    await model.shareFile();
    await model.confirm();
    expect(carry.calls.at(-1)).toBe('handedOver');
    expect(model.step.value).toBe('done');
  });

  it('stays where it was when nobody chose a way to share, and says when there is none', async () => {
    const carry = createFakeCarry();
    const cancelled = createMakeModel(carry, sharer('cancelled'));
    await cancelled.shareFile();
    expect([cancelled.step.value, cancelled.problem.value]).toEqual(['choose', null]);
    const failed = createMakeModel(carry, sharer('failed'));
    await failed.shareFile();
    expect(failed.problem.value).toEqual({ key: 'carry.make.no-file' });
  });

  it('says why there is none, and sends what is too large for codes to the file', async () => {
    const carry = createFakeCarry();
    const model = createMakeModel(carry, sharer('shared'));
    for (const outcome of ['nothing-new', 'no-key', 'failed'] as const) {
      carry.answers.make = { outcome };
      await model.showCodes('since-last');
      expect(model.problem.value).toEqual({ key: `carry.make.${outcome}` });
    }
    carry.answers.make = {
      outcome: 'made',
      copy: { bytes: new Uint8Array(1), frames: null, rows: 1, fileName: 'x', upTo: new Map() },
    };
    await model.showCodes('everything');
    expect(model.problem.value).toEqual({ key: 'carry.make.too-many-codes' });
    expect(model.step.value).toBe('choose');
  });
});

const file = (size = 3): PickedFile => ({
  size,
  arrayBuffer: () => Promise.resolve(new ArrayBuffer(Math.min(size, 10))),
});
const reading = (texts: readonly string[]): CodeScanner => ({
  scan: () => Promise.resolve({ outcome: 'failed' }),
  scanEach: (_video, _stop, take) => {
    for (const text of texts)
      if (take(text) === 'enough') return Promise.resolve({ outcome: 'read', text });
    return Promise.resolve({ outcome: 'camera-denied' });
  },
});
const video = {} as HTMLVideoElement;

describe('taking a copy', () => {
  it('takes several files one after the other and stops at the first that is none', async () => {
    const carry = createFakeCarry();
    const model = createTakeModel(carry, reading([]));
    await model.takeFiles([file(), file()]);
    expect([model.result.value, carry.carriedCount.value]).toEqual(['taken', 2]);
    carry.answers.take = 'not-a-copy';
    await model.takeFiles([file(), file()]);
    expect(model.result.value).toBe('not-a-copy');
    expect(carry.calls).toHaveLength(3);
  });

  it('does not read a film into memory, and survives a file that cannot be read', async () => {
    const carry = createFakeCarry();
    const model = createTakeModel(carry, reading([]));
    await model.takeFiles([file(900_000_000)]);
    expect([model.result.value, carry.calls]).toEqual(['not-a-copy', []]);
    await model.takeFiles([{ size: 1, arrayBuffer: () => Promise.reject(new Error('gone')) }]);
    expect([model.result.value, model.isBusy.value]).toEqual(['storage-failed', false]);
  });

  it('reads code after code, names what is missing, and takes the copy when it is whole', async () => {
    const carry = createFakeCarry();
    const seen: unknown[] = [];
    carry.scanned.push(
      { step: 'more', numbers: [2], of: 3 },
      { step: 'foreign' },
      { step: 'more', numbers: [2, 3], of: 3 },
      { step: 'whole', of: 3, copy: new Uint8Array([1]) },
    );
    const model = createTakeModel(carry, reading(['a', 'b', 'c', 'd']));
    model.scan();
    model.remark.subscribe((remark) => void seen.push([remark, [...model.missing.value]]));
    await model.readFrom(video);
    expect(seen).toContainEqual(['carry.scan.foreign', [1, 3]]);
    expect(model.missing.value).toEqual([1]);
    expect([model.result.value, model.isScanning.value]).toEqual(['taken', false]);
  });

  it('says when there is no camera, and the file stands beside it', async () => {
    const model = createTakeModel(createFakeCarry(), reading([]));
    model.scan();
    await model.readFrom(video);
    expect(model.scanProblem.value).toBe('scan.camera-denied');
    expect(model.isScanning.value).toBe(false);
  });
});
