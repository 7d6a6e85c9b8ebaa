// Owns reading a whole answer in tests: its head and its parts, or an error when it is no run of frames.

import { gunzipSync } from 'node:zlib';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import type { AnswerHead, AnswerPart } from '../../schemas/exchange.ts';
import { decodeFrames } from '../../schemas/frames.ts';

export interface ReadAnswer {
  readonly head: AnswerHead;
  readonly parts: readonly AnswerPart[];
}

export function readAnswer(bytes: Uint8Array): ReadAnswer {
  const frames = decodeFrames(bytes, 10_000);
  if (!frames) throw new Error('paperTablet: the answer is no run of frames');
  const [head, ...parts] = frames.map(
    (frame) => JSON.parse(bytesToUtf8(gunzipSync(frame))) as unknown,
  );
  return { head: head as AnswerHead, parts: parts as AnswerPart[] };
}
