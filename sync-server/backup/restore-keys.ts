// Owns which keys a restored store gets: those in place when they suffice, else those sealed in the backup, and never fewer than both have.

import { bytesToUtf8, type Bytes } from '../../schemas/bytes.ts';
import { outlineOfKeys, readKeysText, uniteKeys } from '../keys/deployment-keys.ts';
import { openWithRecoveryKey, readGroups } from '../keys/recovery-key.ts';
import type { BackupParts } from '../store/sqlite-copy.ts';
import { partNames, type Manifest } from './manifest.ts';

export type KeysOutcome =
  | { readonly outcome: 'kept' }
  /** `text`: what keys.json shall hold. */
  | { readonly outcome: 'restored' | 'united'; readonly text: string }
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

const refuse = (...sentences: readonly string[]): KeysOutcome => ({
  outcome: 'refused',
  sentences,
});

export async function chooseKeys(
  dataDirectory: string,
  parts: BackupParts,
  manifest: Manifest,
  askRecoveryKey: () => Promise<string>,
): Promise<KeysOutcome> {
  const present = await readPresent(dataDirectory);
  const outline = present === null ? null : outlineOfKeys(present);
  if (outline !== null && outline.deployment !== manifest.deployment)
    return refuse(
      `The keys in ${dataDirectory} belong to another register (${outline.deployment}, not ${manifest.deployment}).`,
      'Nothing was changed. Choose another folder with DATA_DIR=…',
    );
  const isEnough = manifest.kids.every((kid) => outline?.kids.includes(kid));
  if (isEnough) return { outcome: 'kept' };
  const opened = await openSealed(parts, manifest, await askRecoveryKey());
  if (typeof opened === 'string') return refuse(opened, 'Nothing was changed.');
  const sealed = bytesToUtf8(opened);
  return present === null
    ? { outcome: 'restored', text: sealed }
    : { outcome: 'united', text: uniteKeys(present, sealed) };
}

/** Null where there are none, and where they cannot be read any more: the sealed ones take their place. */
async function readPresent(dataDirectory: string): Promise<string | null> {
  try {
    const text = await readKeysText(dataDirectory);
    outlineOfKeys(text);
    return text;
  } catch (error) {
    const isGone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (isGone || error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

async function openSealed(
  parts: BackupParts,
  manifest: Manifest,
  typed: string,
): Promise<Bytes | string> {
  const scalar = readGroups(typed);
  if (scalar === null)
    return 'This is not a recovery key: 14 groups of 4 signs, and one of them is wrong or missing.';
  const sealed = parts[partNames.keys];
  const opened =
    sealed === undefined ? null : await openWithRecoveryKey(scalar, manifest.deployment, sealed);
  if (opened === null)
    return 'This recovery key does not open this backup. It was made with another one.';
  return opened;
}
