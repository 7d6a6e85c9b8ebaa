// Owns what an enrolment code promises: single use, ten minutes, five tries; and a certificate only this deployment can make.

import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import { enrolmentAnswerSchema, type EnrolmentAnswer } from '../../schemas/enrolment.ts';
import { createLogId, logAlias } from '../../schemas/log/log-id.ts';
import { openDeploymentKeys } from '../keys/deployment-keys.ts';
import { nodeDigest } from '../keys/digest.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';
import { readCertificate } from './certificate.ts';
import { createEnrolmentCode } from './codes.ts';

function makeDeviceKey(): { readonly text: string; readonly bytes: Uint8Array } {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const bytes = Buffer.concat([
    Buffer.of(4),
    Buffer.from(x, 'base64url'),
    Buffer.from(y, 'base64url'),
  ]);
  return { text: bytesToBase64url(bytes), bytes };
}

describe.each(testEngines)('enrolling a tablet on $engine', (engine) => {
  let t: TestApp;
  let code: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    code = (await createEnrolmentCode(t.parts, testCentre, 'meera')).code;
  });
  afterEach(() => t.stop());

  const enrol = (typed: string, devicePublicKey = makeDeviceKey().text): Promise<Response> =>
    t.post('/v1/enrol', { code: typed, devicePublicKey, appVersion: '0.1.0' });
  const outcome = async (answer: Response): Promise<string> =>
    answer.status === 200
      ? 'enrolled'
      : ((await answer.json()) as { type: string }).type.replace('/problems/', '');
  const wrong = (): string =>
    code.endsWith('0') ? `${code.slice(0, -1)}1` : `${code.slice(0, -1)}0`;
  /** The limit per address is not what these tests are about. */
  const wait = (seconds: number): void => void (t.deployment.now += seconds);

  it('gives the tablet its certificate, its centre and staff, and the key to seal to', async () => {
    const key = makeDeviceKey();
    const answer = await enrol(code, key.text);
    const enrolled: EnrolmentAnswer = z.parse(enrolmentAnswerSchema, await answer.json());
    expect(enrolled.centre).toEqual({ centreId: testCentre, name: 'Test PHC' });
    expect(enrolled.staff.map((staff) => staff.staffId).sort()).toEqual(['st-1', 'st-2']);
    expect(enrolled.sealingKey).toEqual(t.parts.keys.sealingKey);
    expect(enrolled).toMatchObject({ isDemo: false, serverTime: t.deployment.now });
    const thumbprint = nodeDigest.sha256(key.bytes);
    const device = bytesToBase64url(thumbprint);
    expect(readCertificate(t.parts.keys, enrolled.certificate)).toEqual({
      deployment: t.parts.keys.deployment,
      centreId: testCentre,
      device,
      devicePublicKey: key.text,
      issuedAt: t.deployment.now,
    });
    const row = await t.parts.store.database
      .selectFrom('device')
      .selectAll()
      .executeTakeFirstOrThrow();
    const alias = logAlias(createLogId(thumbprint, new Uint8Array(5)));
    expect(row).toMatchObject({
      device,
      centre_id: testCentre,
      alias,
      counter: 0,
      revoked_at: null,
    });
  });

  it('takes the code as people type it and as a link carries it', async () => {
    expect(code).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{5}$/);
    expect(await outcome(await enrol(` ${code.toLowerCase().replace('-', ' ')} `))).toBe(
      'enrolled',
    );
    const next = (await createEnrolmentCode(t.parts, testCentre, 'meera')).code;
    expect(await outcome(await enrol(`https://vaccines.example/#enrol=${next}`))).toBe('enrolled');
  });

  it('stores no code: only a name and what cannot be searched', async () => {
    const rows = JSON.stringify(
      await t.parts.store.database.selectFrom('enrolment_code').selectAll().execute(),
    );
    expect(rows).toContain(code.slice(0, 3));
    expect(rows).not.toContain(code.slice(4));
  });

  it('takes a code once, also when two tablets send it at one instant', async () => {
    const both = await Promise.all([enrol(code), enrol(code)]);
    expect((await Promise.all(both.map(outcome))).sort()).toEqual(['code-used', 'enrolled']);
    expect(await outcome(await enrol(code))).toBe('code-used');
  });

  it('takes a code for ten minutes', async () => {
    wait(599);
    const late = (await createEnrolmentCode(t.parts, testCentre, 'meera')).code;
    expect(await outcome(await enrol(code))).toBe('enrolled');
    wait(600);
    expect(await outcome(await enrol(late))).toBe('code-expired');
  });

  it('blocks a code after five wrong tries, also for the right one', async () => {
    for (let i = 0; i < 5; i++) expect(await outcome(await enrol(wrong()))).toBe('code-unknown');
    expect(await outcome(await enrol(code))).toBe('code-blocked');
  });

  it('does not count a right try as a wrong one', async () => {
    for (let i = 0; i < 4; i++) await enrol(wrong());
    wait(60);
    expect(await outcome(await enrol(code))).toBe('enrolled');
    wait(60);
    expect(await outcome(await enrol(code))).toBe('code-used');
  });

  it.each(['', 'ABC', 'ABC-DEFGH-J', 'ABC-DEFG!'])(
    'refuses what is no code: "%s"',
    async (typed) => {
      expect(await outcome(await enrol(typed))).toBe('code-malformed');
    },
  );

  it('slows down whoever tries many codes from one place', async () => {
    const answers: number[] = [];
    for (let i = 0; i < 12; i++) answers.push((await enrol(wrong())).status);
    expect(answers.at(-1)).toBe(429);
    expect(Number((await enrol(wrong())).headers.get('retry-after'))).toBeGreaterThan(0);
  });

  it('refuses a key that is no point of the curve, and leaves the code good', async () => {
    const off = bytesToBase64url(new Uint8Array(65).fill(4));
    expect(await outcome(await enrol(code, off))).toBe('device-key-invalid');
    expect(await outcome(await enrol(code, 'A'.repeat(87)))).toBe('device-key-invalid');
    expect(await outcome(await enrol(code))).toBe('enrolled');
  });

  it('does not take a revoked key again, and leaves the code for the next tablet', async () => {
    const key = makeDeviceKey().text;
    await enrol(code, key);
    await t.parts.store.database.updateTable('device').set({ revoked_at: 1 }).execute();
    const next = (await createEnrolmentCode(t.parts, testCentre, 'meera')).code;
    expect(await outcome(await enrol(next, key))).toBe('device-revoked');
    expect(await outcome(await enrol(next))).toBe('enrolled');
  });

  it('moves a tablet to another centre and keeps its counter', async () => {
    const key = makeDeviceKey().text;
    await enrol(code, key);
    await t.parts.store.database.updateTable('device').set({ counter: 41 }).execute();
    await enrol((await createEnrolmentCode(t.parts, otherCentre, 'meera')).code, key);
    const row = await t.parts.store.database
      .selectFrom('device')
      .selectAll()
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ centre_id: otherCentre, counter: 41 });
  });

  it('knows its own certificates only: no change, no other deployment', async () => {
    const { certificate } = (await (await enrol(code)).json()) as EnrolmentAnswer;
    expect(readCertificate(t.parts.keys, certificate)).not.toBeNull();
    const [content = '', signature = ''] = certificate.split('.');
    const changed = JSON.parse(Buffer.from(content, 'base64url').toString()) as object;
    const forged = Buffer.from(JSON.stringify({ ...changed, centreId: otherCentre })).toString(
      'base64url',
    );
    for (const text of [
      `${forged}.${signature}`,
      content,
      `${content}.`,
      '',
      '.',
      `${certificate}.x`,
    ]) {
      expect(readCertificate(t.parts.keys, text)).toBeNull();
    }
    const folder = await mkdtemp(join(tmpdir(), 'suchi-keys-'));
    expect(readCertificate(await openDeploymentKeys(folder), certificate)).toBeNull();
    await rm(folder, { recursive: true });
  });
});
