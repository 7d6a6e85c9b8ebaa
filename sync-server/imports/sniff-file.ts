// Owns the first look at a file: whether it can be read at all, how its text is encoded, and what it is when it is no text.

import { open } from 'node:fs/promises';

/** A whole file cannot be taken. Thrown out of streams, caught where the file's outcome is made. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
}

export type FileForm = 'utf-8' | 'utf-16le' | 'utf-16be';

export const saveAgain =
  'Open it in the program that wrote it and save it as UTF-8 (a spreadsheet: "CSV UTF-8").';
const sniffedBytes = 4096;

/** Says in one sentence why a file cannot be read at all; null when it can. */
export async function findFileFault(path: string): Promise<string | null> {
  try {
    const handle = await open(path, 'r');
    try {
      const isFile = (await handle.stat()).isFile();
      return isFile ? null : `${path} is not a file.`;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return `There is no file ${path}.`;
    if (code === 'EACCES' || code === 'EPERM')
      return `The file ${path} may not be read by this account.`;
    return `The file ${path} cannot be read (${code ?? 'unknown error'}).`;
  }
}

/** Throws FileRefused for what is no list and no JSON. */
export async function sniffFile(
  path: string,
): Promise<{ readonly form: FileForm; readonly markBytes: number }> {
  const handle = await open(path, 'r');
  const bytes = Buffer.alloc(sniffedBytes);
  const { bytesRead } = await handle.read(bytes, 0, sniffedBytes, 0);
  await handle.close();
  const start = bytes.subarray(0, bytesRead);
  if (start[0] === 0xff && start[1] === 0xfe) return { form: 'utf-16le', markBytes: 2 };
  if (start[0] === 0xfe && start[1] === 0xff) return { form: 'utf-16be', markBytes: 2 };
  const markBytes = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  const fault = findContentFault(start.subarray(markBytes));
  if (fault !== null) throw new FileRefused(`${path} ${fault}`);
  return { form: 'utf-8', markBytes };
}

function findContentFault(start: Buffer): string | null {
  const text = start.toString('latin1').trim();
  if (text === '') return 'is empty.';
  if (text.startsWith('PK\u0003\u0004') || start.readUInt8(0) === 0xd0)
    return 'is a spreadsheet workbook, not a list in text form. Open it and save it as "CSV UTF-8".';
  if (text.startsWith('<'))
    return 'is a web page (HTML): most likely the sign-in page of a network came instead of the file. Fetch it again.';
  if (start.includes(0)) return `is not plain text, or UTF-16 without its mark. ${saveAgain}`;
  return null;
}
