// Owns the server's own MAC over a page of the feed: by it the server knows its words again after it was put back.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { FeedRow } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { epochOfProof, rememberedText, type RememberedPage } from '../../schemas/remembered.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';

const purpose = 'feed-page';
const macBytes = 16;

function macOf(
  keys: DeploymentKeys,
  centreId: number,
  epoch: string,
  rows: readonly FeedRow[],
): string {
  const mac = keys.mac(purpose, rememberedText(centreId, epoch, rows));
  return bytesToBase64url(mac.subarray(0, macBytes));
}

/** Nothing for a page that says nothing, or that is too large to be told again in one request. */
export function provePage(
  keys: DeploymentKeys,
  centreId: number,
  epoch: string,
  rows: readonly FeedRow[],
): { readonly proof?: string } {
  if (rows.length > limits.feedRowsPerPageMax || rows.every((row) => row.event === null)) return {};
  return { proof: `${epoch}.${macOf(keys, centreId, epoch, rows)}` };
}

/** True where this very page was sent to a tablet of this centre by whoever holds these keys. */
export function isOwnPage(
  keys: DeploymentKeys,
  centreId: number,
  { proof, rows }: RememberedPage,
): boolean {
  const epoch = epochOfProof(proof);
  return epoch !== null && proof === `${epoch}.${macOf(keys, centreId, epoch, rows)}`;
}
