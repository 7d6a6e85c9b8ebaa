// Owns turning a file's bytes into text: UTF-8 with or without its mark, UTF-16 with its mark.

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import { limits } from '../../schemas/limits.ts';
import { FileRefused, saveAgain, sniffFile } from './sniff-file.ts';

/** Text in pieces, each ending at a line's end except the last; throws FileRefused. */
export async function* decodeFile(
  path: string,
  onBytes: (count: number) => void,
): AsyncGenerator<string> {
  const { form, markBytes } = await sniffFile(path);
  const chunks = createReadStream(path, { start: markBytes, highWaterMark: 65_536 });
  const counted = countBytes(chunks, onBytes);
  yield* form === 'utf-8' ? decodeUtf8(counted, path) : decodeUtf16(counted, form === 'utf-16be');
}

/** A file that is one value, not lines. Throws FileRefused. */
export async function decodeWholeFile(path: string): Promise<string> {
  const { form, markBytes } = await sniffFile(path);
  const bytes = (await readFile(path)).subarray(markBytes);
  if (form === 'utf-8') return decodeLines(bytes, 1, path);
  const pairs = bytes.subarray(0, bytes.length - (bytes.length % 2));
  return (form === 'utf-16be' ? pairs.swap16() : pairs).toString('utf16le');
}

async function* countBytes(
  chunks: AsyncIterable<Buffer>,
  onBytes: (count: number) => void,
): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    onBytes(chunk.length);
    yield chunk;
  }
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Whole lines at a time: neither sign can stand inside another character, so a fault belongs to one line. */
async function* decodeUtf8(chunks: AsyncIterable<Buffer>, path: string): AsyncGenerator<string> {
  let carry: Buffer = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of chunks) {
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const end = Math.max(bytes.lastIndexOf(lineFeed), bytes.lastIndexOf(carriageReturn)) + 1;
    if (end === 0 && bytes.length > limits.rosterLineBytesMax * 8)
      throw new FileRefused(
        `${path}, line ${line} is longer than any line of a list can be. Is this a CSV file?`,
      );
    if (end > 0) yield decodeLines(bytes.subarray(0, end), line, path);
    line += countLines(bytes.subarray(0, end));
    carry = bytes.subarray(end);
  }
  if (carry.length > 0) yield decodeLines(carry, line, path);
}

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function decodeLines(bytes: Buffer, firstLine: number, path: string): string {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    const line = firstLine + findBrokenLine(bytes);
    throw new FileRefused(
      `${path}, line ${line} is not UTF-8 text: the list was saved in another encoding. ${saveAgain}`,
    );
  }
}

function findBrokenLine(bytes: Buffer): number {
  let line = 0;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(lineFeed, start) + 1 || bytes.length;
    try {
      strictDecoder.decode(bytes.subarray(start, end));
    } catch {
      return line;
    }
    start = end;
  }
  return 0;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) count++;
  return count;
}

/** Half surrogates pass through here; the line that holds one is refused where its number is known. */
async function* decodeUtf16(
  chunks: AsyncIterable<Buffer>,
  isBigEndian: boolean,
): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf16le');
  let carry: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
    const even = bytes.length - (bytes.length % 2);
    const pairs = Buffer.from(bytes.subarray(0, even));
    carry = bytes.subarray(even);
    yield decoder.write(isBigEndian ? pairs.swap16() : pairs);
  }
  yield decoder.end();
}
