// Owns a request exactly as protocol 1 wrote it on 25 November 2026: whatever comes after must go on reading these very bytes (rule 15).

import { expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url, bytesToUtf8 } from '../../schemas/bytes.ts';
import { createTestDeployment } from '../testing/test-deployment.ts';
import { openBody } from './row-crypto.ts';
import { readRequest } from './read-request.ts';

/** Made once by a tablet that existed for this only; its keys open nothing else. */
const asItTravelled = [
  'AAACeB-LCAAAAAAAAAOVk02TojAQhv9Ln-MWKKBw8wMVRdRRnNEpi4oQJQoESVDE8r9vwcyedvawOaW6ut_up_PmCWnGBPNZ',
  'BIaMICA36hMwoNy47XTdEx49XeNI0o-',
  '0iCc7pXltHB_eRLOlx1tj5LubLlsCAswvYDxh5XSnS10f_TKdWbO5UXUwPj9bCOhdrD3l0VgcXWc5XTeSrTpsmg8WzeMyU9n',
  '9jK3Yls6RvGCw378QROzE_yH4BJ8kIiNWAIaiKU0JQUhwAMZ_N0LA6SnBIs8q4A5ep6odve1Cyf6wJzMvbh6sMpTNhW8pzsQ',
  '9pO7WnEwUVdXMeBu59DSbp9mjv7OCO3XGC5-',
  '9Tc3ULFX9qm4dNZFE69RZwuuFgKc44WB8PusbGGCVvF3Y86XpdaGGBeMHVAQXGoABdBufy2bfAwSc4IhUsZ5TjvvyaDBcDYh',
  '79zWXKPnMktaDru7cboWfzG7DvO0Xvk-677g9ta5j8e7OF9dBd7Ur5XHvg68lL1PkgEvk40Jxq4nTU7HTmEc6-',
  'Xp6KGi46pvBpWOO2h260QrrbO8WPXvKG5Ee5iUe2ENvrpQdzd6EQbDYzQYjYcJrjyBj94p2j-DAAkq-yP8N-',
  'eNOjhmLa0MKBkb1sDcwQNEsx7QPG0XR9cl791zn4ZiAIVd9Q4IzcSBYVCbJE04SUdcmhAR8TKIUDAlBkNGjWBGfJQGvA5QvS',
  'MYpF9ViRZaTSpWQ3kNUo8vSn4MAp-mmSmXVvClOSQYI7pgKmpxWNKn-',
  'TZJH0QtBmkdRbVWWJ4JkNclftvXzjLPsqwbBkZBghovvtpqqtjQEKfYvY8zDb-HXb655QeuuAwAAfm0YfwAAAYLj2keIJnWp',
  'ZRiw8iUVZ4fPGCRrt6jYpaeGupYpHb8ZxgsyQfUARyczRnpDPUIyVy27vOFuTfndUYDUfX1oxb6xiVi6l1qxjJbPA5hUMs9d',
  '0iepMV6XqxUF4hilFe8oAuxANpsphWf0h29VLTC_QdxYvaZsqRi3VAsJ1oZuwR6_KCX-X6GRXGYarhWZZFvcMhudRhZhmh-P',
  'q2_c6xlZ8swSRP4vh-X4y6QC32kvY78r0Oe1d3wO_Gt6Lb0-',
  'JeIagtdCJ0XwQE5ct3pganJRBAFEX1EVsQNwyl92a_SLlf_n9KHQYLN4peSVz4bjScyPA2Hyu-',
  'd7VXr5AyOf4sx29rE2TBIdFmID753EhxV0_azXkpuZTlnan1XpF77T6xrtzXIeXLHVYJ3BB6_K21J_VXp6mttWWhiFMiXSPD',
  'OpuXHQojvncwGraczStCndW5kaUTgy9n9ymw2XMTpLC9aOYrv4eEsDDF5I7MdNCscHcZnGxbI6Us2GmPRVVVuMYRDpJxhu8c',
  'PmXWMAAABANJOZirWIZ_SpSkShtmzOclbLlKmB7hdisodsKIN-',
  'lPbiblfYUUeMjes4qxqaSQHBtvPe74oE2Gp4bYbTqyemcTi1jLI',
].join('');
const writer = {
  log: 'SNAKQ99G.ENM22V59',
  device: 'zVU7pTBt_igqml09fixmJZ42q-fy_J6L0yR-GcUVAoQ',
  span: 'Izs7xLOQE_A',
  spanKey: '-II4_PFvL17pjvo5z_VfdCl5EUy-PhR0p7OWirBsy5g',
  codeKey: '1MxBaCblttCfroETZb8npld1rQOfQzkEwWp-r3XRvnc',
  rowHashes: [
    'HR1QNf2vtGMwSBDqoDAdHDAkn0z-bqi76i-lTmK_RM8',
    '6lirFWtrJePhdYEBvnx8S9B5CyVVTmRDxRQcweA8pbI',
    'kblWJWIXifSHiSo-atupnfq2ieeGlYHs1eEgBIEkWUI',
  ],
} as const;

const bytes = (text: string): Uint8Array<ArrayBuffer> => base64urlToBytes(text)!;

it('reads a request of protocol 1 byte for byte, for ever (rule 15)', () => {
  const reading = readRequest(bytes(asItTravelled));
  if (reading.outcome !== 'request') throw new Error(reading.outcome);
  const { header, frames, pullSignature } = reading.request;
  expect(header.protocol).toBe(1);
  expect(header.device).toBe(writer.device);
  expect(header.pull).toMatchObject({ counter: 1, cursor: null });
  expect(pullSignature?.length).toBe(64);
  const [body] = header.bodies;
  expect(body).toMatchObject({ log: writer.log, span: writer.span, from: 1, to: 3 });
  const keys = { spanKey: bytes(writer.spanKey), codeKey: bytes(writer.codeKey) };
  const rows = openBody(keys, body!, bytes(body!.iv), frames[body!.frame]!)!;
  expect(rows.map((row) => bytesToBase64url(row.rowHash))).toEqual(writer.rowHashes);
  const events = rows.map((row) => JSON.parse(bytesToUtf8(row.event)) as { kind: string });
  expect(events.map(({ kind }) => kind)).toEqual(['signed-in', 'vial-opened', 'dose-administered']);
});

it('refuses a protocol it never spoke, and stores nothing of it (rule 15)', async () => {
  const d = await createTestDeployment();
  try {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    const edit = (header: object): void => void Object.assign(header, { protocol: 2 });
    expect((await d.send(tablet.request({ edit }))).status).toBe(400);
    expect(await d.store.database.selectFrom('log_row').select('seq').execute()).toEqual([]);
    expect((await d.send(tablet.request())).status).toBe(200);
  } finally {
    await d.stop();
  }
});
