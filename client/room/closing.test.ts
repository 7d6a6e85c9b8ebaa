// Owns the promise of the closing: whatever tablets showed each other, in any order and how often, each dose counts once.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../testing/fake-tablet.ts';
import { accountsOf, differenceOf, mergeAccounts, totalsOf, type LogAccount } from './closing.ts';
import { encodeClosingCode, readClosingCode } from './closing-code.ts';

const account = (log: string, upToSeq: number, doses: number): LogAccount => ({
  log,
  upToSeq,
  doses,
  doseCounts: [{ product: 'COVISHIELD', doseNumber: 1, doses }],
  vials: [
    {
      product: 'COVISHIELD',
      vaccineBatch: '4121Z025',
      vialsOpened: 2,
      dosesNominal: 20,
      dosesDrawn: doses,
      dosesDiscarded: 20 - doses,
    },
  ],
});

describe('closing a session', () => {
  it('adds up what three unlinked tablets showed, each once, however often it was scanned', () => {
    const three = [account('A.1', 40, 12), account('B.1', 90, 18), account('C.1', 20, 5)];
    const totals = totalsOf(mergeAccounts([three, [three[1]!], [three[2]!, three[0]!]]));
    expect(totals.dosesInAll).toBe(35);
    expect(totals.doses).toEqual([{ product: 'COVISHIELD', doseNumber: 1, doses: 35 }]);
    expect(totals.vaccineBatches[0]).toMatchObject({ vialsOpened: 6, dosesDrawn: 35 });
    expect(totals.countedLogs.map((each) => each.log)).toEqual(['A.1', 'B.1', 'C.1']);
  });

  it('believes the later word of a tablet that was scanned twice', () => {
    const early = [account('A.1', 40, 12)];
    const late = [account('A.1', 60, 20)];
    expect(totalsOf(mergeAccounts([late, early])).dosesInAll).toBe(20);
    expect(totalsOf(mergeAccounts([early, late])).dosesInAll).toBe(20);
  });

  it('gives the same totals in any order and with any repetition', () => {
    const anyAccount = fc
      .tuple(fc.constantFrom('A.1', 'B.1', 'B.2', 'C.1'), fc.nat(99), fc.nat(20))
      .map(([log, upToSeq, doses]) => account(log, upToSeq, doses));
    const anyScans = fc.array(fc.array(anyAccount, { maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(anyScans, fc.nat(), (scans, turn) => {
        const at = scans.length === 0 ? 0 : turn % scans.length;
        const other = [...scans.slice(at), ...scans.slice(0, at), ...scans.slice(0, 2)];
        expect(mergeAccounts(other)).toEqual(mergeAccounts(scans));
      }),
    );
  });

  it('reads its own account from the day: doses in error are out, a vial thrown away is in', async () => {
    const tablet = createFakeTablet();
    const vial = {
      vaccinationSession: 'vs-demo',
      name: 'A1',
      product: 'COVISHIELD',
      vaccineBatch: '4121Z025',
      expiry: null,
      dosesNominal: 10,
    };
    await tablet.openVial(vial);
    for (const i of [0, 1, 2]) {
      const person = tablet.people.value[i]!;
      const from = tablet.vials.value[0]!;
      await tablet.recordDose({ person, vial: from, doseNumber: i === 0 ? 2 : 1, code: null });
    }
    const wrong = tablet.people.value[2]!;
    await tablet.enterInError(wrong, wrong.folded.doses[0]!.ref, 'not-given');
    await tablet.discardVial({ ...tablet.vials.value[0]!, dosesLeft: 8 }, 'session-over');
    const totals = totalsOf(accountsOf(tablet.people.value, tablet.vials.value, 'vs-demo'));
    expect(totals.doses).toEqual([
      { product: 'COVISHIELD', doseNumber: 1, doses: 1 },
      { product: 'COVISHIELD', doseNumber: 2, doses: 1 },
    ]);
    expect(totals.vaccineBatches).toHaveLength(1);
    expect(differenceOf(totals.vaccineBatches[0]!)).toBe(0);
    expect(accountsOf(tablet.people.value, tablet.vials.value, 'vs-other')).toEqual([]);
  });
});

describe('the closing code', () => {
  const code = {
    centreId: 46_420,
    vaccinationSession: 'vs-1',
    accounts: [account('ABCDEFGH.12345678', 240, 18), account('JKMNPQRS.12345678', 90, 7)],
  };

  it('comes through a camera as it was, also with a batch in Devanagari', () => {
    const named = {
      ...code,
      accounts: code.accounts.map((each) => ({
        ...each,
        vials: each.vials.map((batch) => ({ ...batch, vaccineBatch: 'बॅच १' })),
      })),
    };
    for (const each of [code, named]) {
      const text = encodeClosingCode(each);
      expect(text).toMatch(/^[\x20-\x7e]+$/);
      expect(readClosingCode(text)).toEqual({ outcome: 'read', code: each });
    }
  });

  it('fits into one QR code for four tablets', () => {
    const four = Array.from({ length: 4 }, (_, i) => account(`${i}BCDEFGH.12345678`, 900, 60));
    expect(encodeClosingCode({ ...code, accounts: four }).length).toBeLessThan(800);
  });

  it('refuses a payment code, another app’s, half of ours, and one changed sign', () => {
    const text = encodeClosingCode(code);
    expect(readClosingCode('upi://pay?pa=someone@bank&am=500').outcome).toBe('not-a-closing-code');
    expect(readClosingCode('').outcome).toBe('not-a-closing-code');
    expect(readClosingCode(text.slice(0, -9)).outcome).toBe('damaged');
    expect(readClosingCode(text.replace('18]', '19]')).outcome).toBe('damaged');
    expect(readClosingCode(text.replace('CLOSING-1', 'CLOSING-2')).outcome).toBe('newer-form');
  });

  it('never throws, whatever a camera reads', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readClosingCode(text).outcome).not.toBe('read');
        expect(() => readClosingCode(`SUCHI-CLOSING-1 000000 ${text}`)).not.toThrow();
      }),
    );
  });
});
