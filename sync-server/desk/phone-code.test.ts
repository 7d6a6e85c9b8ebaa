// Tests the code for a forgotten PIN from the server's side: the tablet's key and the spoken code belong together, and only its place reads it out.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hkdfSync } from 'node:crypto';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { DeskPhoneCode } from '../../schemas/desk-tablets.ts';
import { phoneKeyInfo, readPhoneCode } from '../../schemas/phone-code.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { phoneKeyOf } from './phone-code.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;
const farDistrict = { kind: 'district', state: 'State', district: 'Far' } as const;

describe.each(testEngines)('a code over the phone on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let meera: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    meera = await t.signInAs('meera', 'district-supervisor', district);
    tablet = await t.deployment.enrolTablet();
  });
  afterEach(() => t.stop());

  const ask = async (question: string, cookie = meera, device = tablet.device) => {
    const answer = await t.post('/v1/desk/tablets/phone-codes', { device, question }, cookie);
    return { status: answer.status, value: (await answer.json()) as DeskPhoneCode };
  };

  it('gives the key that the tablet was given, for the same tablet and question only', async () => {
    const { value } = await ask('7k3-m9q');
    const code = readPhoneCode(value.code!)!;
    const keyOf = (text: string): string => {
      const key = hkdfSync('sha256', utf8ToBytes(text), new Uint8Array(0), phoneKeyInfo, 32);
      return bytesToBase64url(new Uint8Array(key));
    };
    const given = phoneKeyOf(t.parts.keys, tablet.device, '7K3M9Q');
    expect(keyOf(code)).toBe(given.key);
    expect((await ask('7K3M9R')).value.code).not.toBe(value.code);
    const other = await t.deployment.enrolTablet();
    expect((await ask('7K3M9Q', meera, other.device)).value.code).not.toBe(value.code);
    expect((await ask('7K3M9Q')).value.code).toBe(value.code);
  });

  it('is read out by nobody of another place, nor for a tablet that is not there, and each reading is noted', async () => {
    const far = await t.signInAs('far', 'district-supervisor', farDistrict);
    expect((await ask('7K3M9Q', far)).status).toBe(403);
    expect((await ask('7K3M9Q', meera, 'A'.repeat(43))).status).toBe(403);
    expect((await ask('not a question')).value).toEqual({ outcome: 'not-a-question', code: null });
    await ask('7K3M9Q');
    const noted = await t.parts.store.database
      .selectFrom('audit')
      .select(['account', 'subject'])
      .where('action', '=', 'read-phone-code')
      .execute();
    expect(noted).toEqual([{ account: 'meera', subject: `${tablet.device} 7K3M9Q` }]);
  });
});
