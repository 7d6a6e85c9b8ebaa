import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { createEnrolModel, tidyCode } from './enrol-model.ts';

const noCamera = { scan: () => Promise.resolve({ outcome: 'camera-denied' } as const) };

describe('the enrolment code', () => {
  it('is shown as it is printed, however it was typed', () => {
    expect(tidyCode('abcdefgh')).toBe('ABC-DEFGH');
    expect(tidyCode(' abc defgh')).toBe('ABC-DEFGH');
  });

  it('is taken out of a pasted link', () => {
    expect(tidyCode('https://district.example/#enrol=ABC-DEFGH')).toBe('ABC-DEFGH');
  });

  it('reads O as zero and I or L as one, as they are never printed', () => {
    expect(tidyCode('OIL')).toBe('011');
  });

  it('loses its last character, not the dash, when erased', () => {
    const model = createEnrolModel(createFakeTablet(), noCamera, 'ABCD');
    model.erase();
    expect(model.typed.value).toBe('ABC');
  });
});

describe('setting up a tablet', () => {
  it('keeps the code typed when the office cannot be reached, so that it can be sent again', async () => {
    const tablet = createFakeTablet();
    tablet.answers.enrol = 'server-unreachable';
    const model = createEnrolModel(tablet, noCamera, 'ABCDEFGH');
    await model.submit();
    expect(model.fault.value).toBe('server-unreachable');
    expect(model.typed.value).toBe('ABC-DEFGH');
  });

  it('says that the camera is not allowed and leaves the typed way open', async () => {
    const model = createEnrolModel(createFakeTablet(), noCamera, null);
    model.scan();
    await model.readFrom({} as HTMLVideoElement);
    expect(model.scanProblem.value).toBe('scan.camera-denied');
    expect(model.isScanning.value).toBe(false);
  });

  it('forgets a code that was used: the next time needs another one', async () => {
    const model = createEnrolModel(createFakeTablet(), noCamera, 'ABCDEFGH');
    await model.submit();
    expect(model.typed.value).toBe('');
  });

  it('goes on by itself with a scanned code', async () => {
    const tablet = createFakeTablet();
    const scanner = {
      scan: () => Promise.resolve({ outcome: 'read', text: 'https://x/#enrol=ABC-DEFGH' } as const),
    };
    const model = createEnrolModel(tablet, scanner, null);
    model.scan();
    await model.readFrom({} as HTMLVideoElement);
    expect(tablet.stage.value.stage).toBe('needs-first-pin');
  });
});
