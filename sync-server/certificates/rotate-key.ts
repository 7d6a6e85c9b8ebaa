// Owns the change of the key that signs cards: with the server stopped, whole or not at all. The old public half stays, unless it was stolen.

import {
  outlineOfCardKeys,
  readKeysText,
  rotateCardKeyInText,
  writeKeysText,
} from '../keys/deployment-keys.ts';
import { holdDataFolder } from '../store/data-lock.ts';

export type RotateOutcome =
  | { readonly outcome: 'rotated'; readonly kidBefore: string; readonly kid: string }
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

const refuse = (...sentences: readonly string[]): RotateOutcome => ({
  outcome: 'refused',
  sentences,
});

export async function rotateCardKey(
  dataDirectory: string,
  isStolen: boolean,
): Promise<RotateOutcome> {
  const text = await readKeysText(dataDirectory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null)
    return refuse(`There are no keys in ${dataDirectory}. Start the server once; it makes them.`);
  const release = holdDataFolder(dataDirectory, 'alone');
  if (release === null)
    return refuse(
      `A server or a command is at work in ${dataDirectory}. Nothing was changed.`,
      'Stop it, wait until it has ended, then rotate: a running server would go on signing with the old key.',
    );
  try {
    const rotated = rotateCardKeyInText(text, isStolen);
    await writeKeysText(dataDirectory, rotated);
    const kidBefore = outlineOfCardKeys(text).at(-1) ?? 'none';
    return { outcome: 'rotated', kidBefore, kid: outlineOfCardKeys(rotated).at(-1)! };
  } finally {
    release();
  }
}
