// Tests the way back in by a code over the phone: it opens this tablet once, sets a new PIN and a new key, and no dose is stranded.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { base64urlToBytes, bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { phoneKeyInfo } from '../../schemas/phone-code.ts';
import { openJournalDatabase } from '../journal/database.ts';
import { readSetting } from '../journal/settings.ts';
import { createServerDouble, type ServerDouble } from '../testing/server-double.ts';
import { createTestPack, testNow } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import { hkdf } from '../vault/aes.ts';
import type { StartedTablet } from './create-tablet.ts';

const started: StartedTablet[] = [];
let count = 0;
afterEach(async () => {
  for (const tablet of started.splice(0)) await tablet.stop();
});

const code = 'K7QM3FZ90ABCDEFG';
const asHeard = 'k7qm 3fz9 oabc defg';

async function working() {
  const server = await createServerDouble(createTestPack(3));
  server.phoneKeyOf = async () =>
    bytesToBase64url(await hkdf(utf8ToBytes(code), utf8ToBytes(phoneKeyInfo)));
  const name = `phone-code-${testNow}-${performance.now()}-${++count}`;
  const tablet = createTestTablet(name, server.transport);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  await tablet.enrol('ABC-DEFGH');
  expect(await tablet.setPin('st-1', '482917')).toBe('unlocked');
  await vi.waitFor(async () => expect(await tablet.phoneQuestion()).not.toBeNull(), 5_000);
  await vi.waitFor(() => expect(tablet.people.value).toHaveLength(3), 5_000);
  return { server, tablet, name };
}

const questions = (server: ServerDouble): string[] =>
  server.requests.flatMap((request) => request.pull?.phoneQuestion ?? []);
const events = (server: ServerDouble) => [...server.logs.values()].flat().map((row) => row.event);

describe('a forgotten PIN', () => {
  it('is replaced by a code that is read over the phone, with the list and the unsent doses as they were', async () => {
    const { server, tablet } = await working();
    server.network = 'down';
    const away = { outcome: 'absent', reason: 'did-not-come', nextDate: null } as const;
    await tablet.recordNotToday(tablet.people.value[0]!, away);
    await tablet.lock();
    expect(await tablet.checkPhoneCode('0000 0000 0000 0000')).toBe(false);
    expect(await tablet.checkPhoneCode('K7QM')).toBe(false);
    expect(await tablet.checkPhoneCode(asHeard)).toBe(true);
    expect(await tablet.resetPin('st-1', asHeard, '593028')).toBe('unlocked');
    expect(tablet.people.value).toHaveLength(3);
    expect(tablet.people.value[0]!.folded.progress).toBe('not-today');
    await tablet.lock();
    expect(await tablet.unlock('st-1', '482917')).toMatchObject({ outcome: 'wrong-pin' });
    expect(await tablet.unlock('st-1', '593028')).toBe('unlocked');
    server.network = 'up';
    tablet.exchangeNow();
    const kinds = () => events(server).map((event) => event.kind);
    await vi.waitFor(() => expect(kinds()).toContain('not-today'), 8_000);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 8_000);
    const keys = events(server)
      .filter((event) => event.kind === 'signed-in')
      .flatMap((event) => (event.body as { publicKey?: string }).publicKey ?? []);
    expect(new Set(keys).size).toBe(2);
  });

  it('has its code spent by the use, and a new one comes at the next contact', async () => {
    const { server, tablet } = await working();
    const first = await tablet.phoneQuestion();
    server.network = 'down';
    await tablet.lock();
    expect(await tablet.resetPin('st-1', code, '593028')).toBe('unlocked');
    expect(await tablet.phoneQuestion()).toBeNull();
    await tablet.lock();
    expect(await tablet.checkPhoneCode(code)).toBe(false);
    expect(await tablet.resetPin('st-2', code, '704139')).toBe('storage-failed');
    server.network = 'up';
    expect(await tablet.unlock('st-1', '593028')).toBe('unlocked');
    await vi.waitFor(async () => expect(await tablet.phoneQuestion()).not.toBeNull(), 8_000);
    expect(await tablet.phoneQuestion()).not.toBe(first);
    expect(new Set(questions(server)).size).toBe(2);
  });

  it('asks for no key while it has one, and keeps neither the key nor the code', async () => {
    const { server, tablet, name } = await working();
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(3), 5_000);
    tablet.exchangeNow();
    expect(questions(server)).toHaveLength(1);
    const database = openJournalDatabase(name);
    const wrap = (await readSetting(database, 'phone-wrap'))!;
    const key = base64urlToBytes(await server.phoneKeyOf!(wrap.question))!;
    const asNumbers = (_: string, value: unknown): unknown =>
      value instanceof Uint8Array ? `bytes ${value.join(',')} end` : value;
    const atRest = JSON.stringify(await database.settings.toArray(), asNumbers);
    database.close();
    expect(atRest).toContain(wrap.box.sealed.join(','));
    expect(atRest).not.toContain(key.join(','));
    expect(atRest).not.toContain(code);
  });
});
