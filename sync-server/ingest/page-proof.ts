// Owns the server's own MAC over pieces of the feed: by it the server knows its words again after it was put back.

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

/** Piece by piece, for each is told again in one request. Nothing for a page that says nothing. */
export function provePage(
  keys: DeploymentKeys,
  centreId: number,
  epoch: string,
  rows: readonly FeedRow[],
): { readonly proofs?: [string, number][] } {
  if (rows.every((row) => row.event === null)) return {};
  return {
    proofs: piecesOf(rows).map((piece) => [
      `${epoch}.${macOf(keys, centreId, epoch, piece)}`,
      piece.length,
    ]),
  };
}

/** Characters of a row's JSON without its event. */
const rowCharacters = 200;

function piecesOf(rows: readonly FeedRow[]): FeedRow[][] {
  const pieces: FeedRow[][] = [];
  let characters = 0;
  for (const row of rows) {
    const more = rowCharacters + (row.event?.length ?? 0);
    const last = pieces.at(-1);
    const hasRoom =
      characters + more <= limits.rememberedPieceCharactersMax &&
      (last?.length ?? 0) < limits.rememberedPieceRowsMax;
    if (last !== undefined && hasRoom) last.push(row);
    else pieces.push([row]);
    characters = last !== undefined && hasRoom ? characters + more : more;
  }
  return pieces;
}

/** True where this very piece was sent to a tablet of this centre by whoever holds these keys. */
export function isOwnPage(
  keys: DeploymentKeys,
  centreId: number,
  { proof, rows }: RememberedPage,
): boolean {
  const epoch = epochOfProof(proof);
  return epoch !== null && proof === `${epoch}.${macOf(keys, centreId, epoch, rows)}`;
}
