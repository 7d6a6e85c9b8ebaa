// Owns the promise that no name, phone or code reaches the log, whatever goes wrong.

import { describe, expect, it } from 'vitest';
import { createEnrolmentCode } from './enrolment/codes.ts';
import { createLogger, errorFields } from './logger.ts';
import { createTestApp } from './testing/test-app.ts';
import { testCentre } from './testing/test-deployment.ts';

function collect() {
  const lines: string[] = [];
  const logger = createLogger('debug', { write: (line) => void lines.push(line) });
  return { logger, read: () => lines.join('') };
}

describe('the log', () => {
  it('drops every field that is not on its list, and every text that is no id', () => {
    const { logger, read } = collect();
    logger.info(
      { name: 'Asha Patil', code: '4353', body: { mobile: '9876543210' }, rows: 3 },
      'kept',
    );
    logger.warn({ outcome: 'आशा पाटील', device: 'a"b', route: '/v1/desk/days/:day' }, 'kept');
    logger.error({ outcomes: ['taken', 'Asha “Patil”'] }, 'kept');
    expect(read()).toContain('"rows":3');
    expect(read()).toContain('/v1/desk/days/:day');
    expect(read()).toContain('["taken","dropped"]');
    for (const secret of ['Asha', '4353', '9876543210', 'आशा', 'a\\"b'])
      expect(read()).not.toContain(secret);
  });

  it('says of an error where it came from, never its message', () => {
    const error = new TypeError(
      'no such person: Asha Patil\n    at Patil (/home/Asha/9876543210.ts:1:1)',
    );
    const text = JSON.stringify(errorFields(error));
    expect(text).toContain('TypeError');
    expect(text).toMatch(/logger\.test\.ts:\d+/);
    expect(text).not.toMatch(/Asha|Patil|9876543210/);
  });

  it('holds nothing of a person after a day with faults', async () => {
    const t = await createTestApp();
    const password = await t.addAccount('meera.patil', 'in-charge', {
      kind: 'centre',
      centreId: testCentre,
    });
    const { code } = await createEnrolmentCode(t.parts, testCentre, 'meera.patil');
    const secrets = [
      'Person 4',
      '9800000004',
      'Asha',
      password,
      'meera.patil',
      code,
      code.slice(4),
      '61399127700004',
    ];
    const bodies = [
      { account: 'meera.patil', password: `${password}x` },
      { account: 'meera.patil', password },
      { code, devicePublicKey: 'A'.repeat(87), appVersion: 'Asha' },
      { code: 'Asha', mobile: '9800000004' },
    ];
    for (const path of [
      '/v1/desk/sign-in',
      '/v1/enrol',
      '/v1/desk/decisions',
      '/v1/Asha',
      '/v1/exchange',
    ]) {
      for (const body of bodies) await t.post(path, body);
    }
    for (const path of [
      '/Asha?phone=9800000004',
      '/v1/desk/days/Asha',
      `/v1/desk/me?code=${code}`,
      '/%ff%00',
    ]) {
      await t.get(path, `__Host-suchi=${password}`);
    }
    await t.parts.store.close();
    for (const body of bodies) {
      expect((await t.post('/v1/desk/sign-in', body)).status).toBeGreaterThanOrEqual(400);
    }
    expect((await t.get('/v1/desk/me', '__Host-suchi=Asha')).status).toBe(500);
    expect(t.log()).toContain('a request failed');
    expect(t.log()).toContain('/v1/desk/sign-in');
    for (const secret of secrets) expect(t.log()).not.toContain(secret);
    await t.stop().catch(() => undefined);
  });
});
