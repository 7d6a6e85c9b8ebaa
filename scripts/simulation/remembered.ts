// Owns what tablets of a run still have of a feed: by it what nobody else has comes back to a server that was put back.

import { createDecipheriv } from 'node:crypto';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { FeedRow } from '../../schemas/exchange.ts';
import type { PageRecord } from '../../client/journal/records.ts';
import { pageContext } from '../../client/vault/sealing.ts';
import type { StaffWrap } from '../../client/vault/staff-wrap.ts';
import { rowsOnServer } from './server-rows.ts';
import type { SimulatedTablet } from './tablet.ts';
import { pinContext, pinKeyBytes } from './tablet-parts.ts';
import type { Rememberer } from './truth.ts';
import type { World } from './world.ts';

/** After every loss: what is on no disk of a writer, with no courier and not on the server any more. */
export async function noteDestroyed(world: World): Promise<void> {
  const held = await rowsOnServer(world.server);
  const remembered = new Map<string, Rememberer[]>();
  for (const tablet of world.tablets)
    for (const key of keysRemembered(tablet))
      remembered.set(key, [...(remembered.get(key) ?? []), { tablet, mishaps: tablet.mishaps }]);
  world.truth.noteDestroyed(
    (key) => held.has(key),
    (key) => remembered.get(key) ?? [],
  );
}

/** Read with Node's own cryptography, all at once: the run goes on as if nobody had looked. */
function keysRemembered({ disk, centreId }: SimulatedTablet): ReadonlySet<string> {
  const box = disk.read<StaffWrap>('staff')[0]?.box ?? null;
  const keys = new Set<string>();
  if (box === null) return keys;
  const workKey = unseal(pinKeyBytes, pinContext, box).subarray(32, 64);
  const pages = [...disk.read<PageRecord>('pages'), ...disk.read<PageRecord>('remembered')];
  for (const page of pages) {
    if (page.centreId !== centreId || page.proofs === undefined) continue;
    const text = bytesToUtf8(unseal(workKey, pageContext(centreId, page.feedSeq), page));
    for (const row of JSON.parse(text) as FeedRow[]) {
      const place = row.origin ?? row;
      if (row.event !== null) keys.add(`${place.log}/${place.seq}/${row.hash}`);
    }
  }
  return keys;
}

function unseal(
  key: Uint8Array,
  context: Uint8Array,
  { iv, sealed }: { readonly iv: Uint8Array; readonly sealed: Uint8Array },
): Uint8Array {
  const tagAt = sealed.length - 16;
  const decipher = createDecipheriv('aes-256-gcm', key, iv)
    .setAAD(context)
    .setAuthTag(sealed.subarray(tagAt));
  return new Uint8Array(
    Buffer.concat([decipher.update(sealed.subarray(0, tagAt)), decipher.final()]),
  );
}
