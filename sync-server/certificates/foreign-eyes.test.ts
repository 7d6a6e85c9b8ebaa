// Promise 6: other people's programs believe our cards, every single changed sign is refused, revoked ones are, and a QR survives bad pictures.

import { execFileSync } from 'node:child_process';
import { createPublicKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Directory, SHCReader } from 'kill-the-clipboard';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jwsCharactersMax, jwsToNumeric } from '../../schemas/card/numeric.ts';
import type { CardContent } from '../../schemas/card/payload.ts';
import { blur, drawCard, fade, readPicture, scale } from '../testing/qr-picture.ts';
import { checkFromOutside, findBrokenRules, readDigitsFromOutside } from '../testing/check-card.ts';
import { createCardDesk, testIssuer, type CardDesk } from '../testing/card-desk.ts';
import { readKeySet, readRevocationList, type KeySet } from './published.ts';
import { signCard, writeFittingPayload } from './write-card.ts';

const base64urlSigns = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const day = (n: number): string => `2021-0${n}-21`;
const dose = (product: string, n: number) => ({
  product,
  day: day(n),
  vaccineBatch: `4121Z08${n}`,
});

let desk: CardDesk;
let keys: KeySet['keys'];
beforeAll(async () => {
  desk = await createCardDesk();
  ({ keys } = await readKeySet(desk.deps));
});
afterAll(() => desk.stop());

const sign = (content: CardContent, rid = 'abcdefghijklmnop'): string => {
  const { keys: deployment } = desk.deps;
  const frame = { issuer: testIssuer, issuedAt: 1_621_600_000, rid };
  return signCard(deployment, writeFittingPayload(deployment.cards.kid, frame, content));
};
const twoDoses: CardContent = {
  name: 'सुनीता बाळासाहेब क्षीरसागर',
  birthYear: 1961,
  doses: [dose('COVISHIELD', 3), dose('COVISHIELD', 6)],
};
const threeDoses: CardContent = { ...twoDoses, doses: [...twoDoses.doses, dose('COVAXIN', 9)] };
const changedAt = (text: string, at: number, sign: string): string =>
  text.slice(0, at) + sign + text.slice(at + 1);

describe('promise 6: somebody else’s reader', () => {
  const reader = (): SHCReader => new SHCReader({ publicKey: { ...keys[0]! } });

  it('believes what a running server issued: as text, as digits, as file', async () => {
    await desk.give(5);
    const card = await desk.cardOf(5);
    if (card.state !== 'issued') throw new Error(card.state);
    const { jws, numeric, file } = card.card;
    const bundles = await Promise.all([
      reader().fromJWS(jws),
      reader().fromQRNumeric(numeric),
      reader().fromFileContent(file),
    ]).then((read) => Promise.all(read.map((each) => each.asBundle())));
    for (const bundle of bundles)
      expect(bundle).toMatchObject({
        entry: [{ resource: { name: [{ text: 'Person 5' }] } }, { resource: { lotNumber: 'B1' } }],
      });
  });

  it('refuses a card that the published list names', async () => {
    await desk.give(6);
    const card = await desk.cardOf(6);
    if (card.state !== 'issued') throw new Error(card.state);
    const readWith = async () =>
      new SHCReader({
        publicKey: { ...keys[0]! },
        issuerDirectory: Directory.fromJSON({
          issuerInfo: [
            {
              issuer: { iss: testIssuer, name: 'Test' },
              keys: [...(await readKeySet(desk.deps)).keys],
              crls: [(await readRevocationList(desk.deps, keys[0]!.kid))!],
            },
          ],
        } as never),
      });
    await expect((await readWith()).fromJWS(card.card.jws)).resolves.toBeTruthy();
    await desk.decide(6, 'revoked');
    await expect((await readWith()).fromJWS(card.card.jws)).rejects.toThrow(/revoked/i);
  });

  it('refuses a change of any single sign', async () => {
    const jws = sign(twoDoses);
    const accepted: number[] = [];
    for (let at = 0; at < jws.length; at++) {
      // The last sign of 64 bytes has 4 bits that belong to no byte; a reader that ignores them is not fooled about anything signed.
      const isLast = at === jws.length - 1;
      const old = base64urlSigns.indexOf(jws[at]!);
      const other = base64urlSigns[isLast ? old ^ 16 : (old + 64 - 1) % 64]!;
      const isRead = await reader()
        .fromJWS(changedAt(jws, at, jws[at] === '.' ? 'A' : other))
        .then(
          () => true,
          () => false,
        );
      if (isRead) accepted.push(at);
    }
    expect(accepted).toEqual([]);
  }, 60_000);
});

describe('a check with none of our libraries', () => {
  it('finds every rule of the specification kept, with one dose, two and three', () => {
    for (const doses of [1, 2, 3]) {
      const jws = sign({ ...threeDoses, doses: threeDoses.doses.slice(0, doses) });
      expect(findBrokenRules(jws, keys)).toEqual([]);
      expect(readDigitsFromOutside(jwsToNumeric(jws))).toBe(jws);
    }
  });

  it('refuses any other sign at any place, also where the signature has bits to spare', () => {
    const jws = sign(twoDoses);
    let tried = 0;
    for (let at = 0; at < jws.length; at++)
      for (const step of [1, 2, 16, 33]) {
        const old = base64urlSigns.indexOf(jws[at]!);
        const other = old === -1 ? base64urlSigns[step]! : base64urlSigns[(old + step) % 64]!;
        expect(() => checkFromOutside(changedAt(jws, at, other), keys)).toThrow();
        tried += 1;
      }
    expect(tried).toBe(jws.length * 4);
  }, 60_000);

  it('is what OpenSSL’s own program says too', () => {
    const folder = mkdtempSync(join(tmpdir(), 'suchi-openssl-'));
    try {
      const [header, payload, signature] = sign(twoDoses).split('.') as [string, string, string];
      const raw = Buffer.from(signature, 'base64url');
      const file = (name: string, content: string | Buffer): string => {
        writeFileSync(join(folder, name), content);
        return join(folder, name);
      };
      const key = createPublicKey({ key: { ...keys[0]! }, format: 'jwk' });
      const pem = file('key.pem', key.export({ type: 'spki', format: 'pem' }));
      const check = (signed: string): string => {
        const args = ['dgst', '-sha256', '-verify', pem, '-signature', file('sig', toDer(raw))];
        try {
          return execFileSync('openssl', [...args, file('signed', signed)]).toString();
        } catch (error) {
          // No such program on this machine is another outcome than a signature it refuses.
          return String(
            (error as { stdout?: Buffer; code?: string }).code ??
              (error as { stdout: Buffer }).stdout,
          );
        }
      };
      const said = check(`${header}.${payload}`);
      if (said.includes('ENOENT')) return;
      expect(said).toContain('Verified OK');
      expect(check(`${header}.${payload.slice(0, -1)}`)).toContain('failure');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the QR of a card', () => {
  const pictures = {
    'as printed': (numeric: string) => drawCard(numeric, 4).picture,
    'out of focus': (numeric: string) => blur(drawCard(numeric, 4).picture, 2),
    'from further away': (numeric: string) => scale(drawCard(numeric, 4).picture, 0.62),
    'out of focus, from further away, on grey paper': (numeric: string) =>
      fade(scale(blur(drawCard(numeric, 6).picture, 2), 0.53), 70, 200),
    'too near': (numeric: string) => scale(blur(drawCard(numeric, 3).picture, 1), 1.7),
  };

  it.each([
    ['two doses', twoDoses],
    ['three doses', threeDoses],
  ] as const)(
    'with %s is one code of at most version 22, read from every picture',
    async (_, content) => {
      const jws = sign(content);
      expect(jws.length).toBeLessThanOrEqual(jwsCharactersMax);
      const numeric = jwsToNumeric(jws);
      expect(drawCard(numeric, 1).version).toBeLessThanOrEqual(22);
      for (const [name, picture] of Object.entries(pictures))
        expect([name, await readPicture(picture(numeric))]).toEqual([name, numeric]);
    },
  );

  it('is read by nobody where a picture is worse than that', async () => {
    const numeric = jwsToNumeric(sign(threeDoses));
    expect(await readPicture(blur(drawCard(numeric, 4).picture, 9))).toBeNull();
  });

  it('holds a name of 200 characters with three doses: it ends at a word, with three points, and the card still fits', () => {
    const words = [
      'Shrimant',
      'Venkatanarasimharajuvaripeta',
      'राजराजेश्वरी',
      'Ξένη',
      'Łukasz',
      'चंद्रशेखर',
    ];
    let name = '';
    for (let i = 0; name.length < 200; i++) name += `${words[(i * i + i) % 6]}${i} `;
    name = name.slice(0, 200);
    const jws = sign({ ...threeDoses, name });
    const { payload } = checkFromOutside(jws, keys);
    const [patient] = payload.vc.credentialSubject.fhirBundle.entry.map((e) => e.resource);
    const [{ text }] = patient!['name'] as [{ text: string }];
    expect(jws.length).toBeLessThanOrEqual(jwsCharactersMax);
    expect(text === name || (text.endsWith('…') && name.startsWith(text.slice(0, -1)))).toBe(true);
    expect([...text].length).toBeGreaterThanOrEqual(100);
  });

  it('holds a person with one name as it stands', () => {
    expect(
      JSON.stringify(checkFromOutside(sign({ ...twoDoses, name: 'Savitri' }), keys)),
    ).toContain('{"text":"Savitri"}');
  });
});

/** Two numbers of 32 bytes as OpenSSL's program wants them. */
function toDer(raw: Buffer): Buffer {
  const integer = (bytes: Buffer): Buffer => {
    let at = 0;
    while (at < bytes.length - 1 && bytes[at] === 0) at += 1;
    const short = bytes.subarray(at);
    const value = short[0]! > 127 ? Buffer.concat([Buffer.from([0]), short]) : short;
    return Buffer.concat([Buffer.from([2, value.length]), value]);
  };
  const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.from([0x30, both.length]), both]);
}
