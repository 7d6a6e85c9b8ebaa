// Tests what the verify page says to each thing that can be held before it: every outcome by name, in three languages.

import { signal } from '@preact/signals';
import { afterEach, describe, expect, it } from 'vitest';
import { listDaysMax } from '../../schemas/card/check-card.ts';
import { jwsToNumeric, writeCardFile } from '../../schemas/card/numeric.ts';
import { writePayload, type CardContent } from '../../schemas/card/payload.ts';
import type { TrustedLists } from '../../schemas/card/published.ts';
import { language, languages } from '../i18n/index.ts';
import { createCardSigner } from '../testing/card-signer.ts';
import { browserCardPlatform } from './card-platform.ts';
import type { ListStore } from './list-store.ts';
import type { ReceiptOutcome, Receipts } from './receipts.ts';
import { say } from './verify-texts.ts';
import { createVerifyModel, type VerifyModel, type VerifyResult } from './verify-model.ts';

const issuer = 'https://vaccines.example.org';
const now = 1_790_000_000;
const day = 86_400;

const ours = createCardSigner();
const content: CardContent = {
  name: 'सुनीता पवार',
  birthYear: 1961,
  doses: [
    { product: 'COVISHIELD', day: '2021-03-21', vaccineBatch: '4121Z081' },
    { product: 'COVISHIELD', day: '2021-06-21', vaccineBatch: '4121Z082' },
  ],
};
const payloadOf = (
  more: { rid?: string; nbf?: number; iss?: string; content?: CardContent } = {},
) =>
  writePayload(
    { issuer: more.iss ?? issuer, issuedAt: more.nbf ?? now - day, rid: more.rid ?? 'rid-1' },
    more.content ?? content,
  );
const card = ours.sign(payloadOf());

const listsAt = (fetchedAt: number, rids: readonly string[] = []): TrustedLists => ({
  fetchedAt,
  issuer,
  keys: [ours.key],
  revoked: [{ kid: ours.key.kid, method: 'rid', ctr: rids.length, rids: [...rids] }],
});

interface Scene {
  readonly model: VerifyModel;
  readonly stored: () => TrustedLists | null;
  readonly taken: string[];
  fetched: Omit<TrustedLists, 'fetchedAt'> | null;
}

async function open(kept: TrustedLists | null, receipt: ReceiptOutcome = 'taken'): Promise<Scene> {
  let stored = kept;
  const store: ListStore = {
    read: async () => stored,
    write: async (lists) => void (stored = lists),
  };
  const taken: string[] = [];
  const receipts: Receipts = {
    waiting: signal(0),
    take: async (text) => {
      taken.push(text);
      return receipt;
    },
    takeFile: async () => (receipt === 'taken' ? 'taken' : 'not-a-copy'),
    deliver: async () => undefined,
  };
  const scene: Scene = {
    fetched: null,
    stored: () => stored,
    taken,
    model: createVerifyModel({
      platform: browserCardPlatform,
      store,
      fetchLists: async () => scene.fetched,
      scanner: {
        scan: async () => ({ outcome: 'stopped' }),
        scanEach: async () => ({ outcome: 'stopped' }),
      },
      receipts: async () => receipts,
      now: () => now,
    }),
  };
  await scene.model.start();
  return scene;
}

async function check(
  text: string,
  lists: TrustedLists | null = listsAt(now),
): Promise<VerifyResult> {
  const { model } = await open(lists);
  await model.readText(text);
  return model.result.value!;
}

afterEach(() => void (language.value = 'en'));

describe('a card of this register', () => {
  it.each([
    ['its text', card],
    ['its digits', jwsToNumeric(card)],
    [
      'its digits with capitals and blanks around',
      `  ${jwsToNumeric(card).replace('shc', 'SHC')}\n`,
    ],
    ['its file', writeCardFile(card)],
  ])('is good as %s, with what stands on it and the day of the list', async (_, text) => {
    expect(await check(text, listsAt(now - 3 * day))).toEqual({
      outcome: 'good',
      asOf: now - 3 * day,
      card: {
        name: 'सुनीता पवार',
        birthDate: '1961',
        issuedAt: now - day,
        rid: 'rid-1',
        doses: [
          { product: 'COVISHIELD', code: '210', day: '2021-03-21', vaccineBatch: '4121Z081' },
          { product: 'COVISHIELD', code: '210', day: '2021-06-21', vaccineBatch: '4121Z082' },
        ],
      },
    });
  });

  it('shows a name of 200 characters whole', async () => {
    const name = 'अ'.repeat(120) + ' ' + 'b'.repeat(79);
    const result = await check(ours.sign(payloadOf({ content: { ...content, name } })));
    expect(result).toMatchObject({ outcome: 'good', card: { name } });
  });

  it('is refused when a single sign of it is another, whichever', async () => {
    const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const { model } = await open(listsAt(now));
    for (let at = 0; at < card.length; at++)
      for (const step of [1, 2, 16, 32]) {
        const old = signs.indexOf(card[at]!);
        const other = signs[(Math.max(old, 0) + step) % 64]!;
        await model.readText(card.slice(0, at) + other + card.slice(at + 1));
        expect(['damaged', 'changed', 'unknown-key', 'something-else']).toContain(
          model.result.value?.outcome,
        );
      }
  }, 60_000);

  it('is refused when a single digit of its code is another, or is missing', async () => {
    const numeric = jwsToNumeric(card);
    const { model } = await open(listsAt(now));
    for (let at = 'shc:/'.length; at < numeric.length; at++)
      for (const other of [String((Number(numeric[at]) + 1) % 10), '']) {
        await model.readText(numeric.slice(0, at) + other + numeric.slice(at + 1));
        expect(['damaged', 'changed', 'unknown-key', 'something-else']).toContain(
          model.result.value?.outcome,
        );
      }
  }, 60_000);
});

describe('each other thing held before the page', () => {
  const stranger = createCardSigner();
  const cases: readonly (readonly [
    string,
    VerifyResult['outcome'],
    string,
    TrustedLists | null,
  ])[] = [
    ['a withdrawn card', 'revoked', card, listsAt(now, ['other', 'rid-1'])],
    ['one withdrawn up to a time after its issue', 'revoked', card, listsAt(now, [`rid-1.${now}`])],
    [
      'one of the same name issued after that time',
      'good',
      card,
      listsAt(now, [`rid-1.${now - 2 * day}`]),
    ],
    ['a list from last year', 'list-too-old', card, listsAt(now - 365 * day)],
    [
      'a withdrawn card and a list from last year',
      'revoked',
      card,
      listsAt(now - 365 * day, ['rid-1']),
    ],
    ['a list of the last allowed day', 'good', card, listsAt(now - listDaysMax * day)],
    [
      'a card from the future',
      'from-the-future',
      ours.sign(payloadOf({ nbf: now + day })),
      listsAt(now),
    ],
    [
      'a clock that is a little behind',
      'good',
      ours.sign(payloadOf({ nbf: now + 60 })),
      listsAt(now),
    ],
    [
      'a card of another issuer',
      'other-issuer',
      stranger.sign(payloadOf({ iss: 'https://elsewhere.example' })),
      listsAt(now),
    ],
    ['a key that is not known', 'unknown-key', stranger.sign(payloadOf()), listsAt(now)],
    ['a page that was never online', 'no-keys', card, null],
    [
      'what a newer program signs',
      'not-understood',
      ours.sign('{"iss":"x","nbf":1}'),
      listsAt(now),
    ],
    ['a card cut short', 'damaged', card.slice(0, 300), listsAt(now)],
    ['digits cut short', 'damaged', jwsToNumeric(card).slice(0, 700), listsAt(now)],
    ['a file cut short', 'damaged', writeCardFile(card).slice(0, 200), listsAt(now)],
    ['a card in several codes', 'several-codes', 'shc:/1/3/5676290', listsAt(now)],
    ['a payment code', 'payment-code', 'upi://pay?pa=shop@bank&am=500', listsAt(now)],
    ['an address', 'something-else', 'https://elsewhere.example/card', listsAt(now)],
    ['nothing at all', 'something-else', '', listsAt(now)],
    ['a number', 'something-else', '61399127700001', listsAt(now)],
    ['a file of another kind', 'something-else', '{"a":1}', listsAt(now)],
    ['a text without end', 'something-else', 'eyJ'.repeat(20_000), listsAt(now)],
  ];

  it.each(cases)('%s is named %s', async (_, outcome, text, lists) => {
    expect((await check(text, lists)).outcome).toBe(outcome);
  });

  it('has its words in three languages', () => {
    for (const outcome of new Set(cases.map(([, each]) => each)))
      for (const each of languages) {
        language.value = each;
        const values = { time: 'T', issuer: 'I' };
        for (const part of ['is', 'do'] as const) {
          const said = say(`${part}.${outcome}` as 'is.good', values);
          expect(said).not.toMatch(/^verify\.|[{}]/);
          expect(said.length).toBeGreaterThan(8);
        }
      }
  });

  it('is a receipt where a tablet made it: kept, never shown as a card', async () => {
    const { copyToFrames } = await import('../../schemas/carry/frames.ts');
    const { digest } = await import('../device/digest.ts');
    const copy = new Uint8Array(300).map((_, i) => i);
    const frame = copyToFrames(digest, copy)![0]!;
    const scene = await open(listsAt(now));
    await scene.model.readText(frame);
    expect(scene.model.result.value).toEqual({ outcome: 'receipt', taken: 'taken' });
    expect(scene.taken).toEqual([frame]);
  });
});

describe('the lists', () => {
  it('are fetched when the page opens, and kept with the time', async () => {
    const scene = await open(null);
    expect(scene.model.lists.value).toBeNull();
    expect(scene.model.isOffline.value).toBe(true);
    scene.fetched = listsAt(0, ['rid-9']);
    await scene.model.refresh();
    expect(scene.stored()).toEqual(listsAt(now, ['rid-9']));
    expect(scene.model.isOffline.value).toBe(false);
  });

  it('stay in use where the register cannot be reached', async () => {
    const scene = await open(listsAt(now - day, ['rid-1']));
    await scene.model.readText(card);
    expect(scene.model.result.value?.outcome).toBe('revoked');
  });

  it('never forget a withdrawn card, whatever is answered later', async () => {
    const scene = await open(listsAt(now - day, ['rid-1']));
    scene.fetched = listsAt(0, ['rid-2']);
    await scene.model.refresh();
    await scene.model.readText(card);
    expect(scene.model.result.value).toEqual({ outcome: 'revoked', asOf: now });
    expect(scene.stored()?.revoked[0]?.rids).toEqual(['rid-1', 'rid-2']);
  });
});
