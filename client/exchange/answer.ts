// Owns the reading of an answer: frame by frame, each usable alone; whatever is not ours or damaged ends it without effect.

import * as z from 'zod/mini';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import {
  answerHeadSchema,
  answerPartSchema,
  type AnswerHead,
  type AnswerPart,
} from '../../schemas/exchange.ts';
import { createFrameReader } from '../../schemas/frames.ts';
import { limits } from '../../schemas/limits.ts';
import { decompress } from '../device/compression.ts';
import type { TransportAnswer } from './transport.ts';

export interface AnswerReader {
  /** The first frame; null when there is none of ours. */
  readonly head: () => Promise<AnswerHead | null>;
  /** The next part; `end` after the last whole frame, `cut` when the answer ends inside one or is damaged. */
  readonly next: () => Promise<AnswerPart | 'end' | 'cut'>;
  readonly close: () => Promise<void>;
}

export const exchangeType = 'application/octet-stream';

/** Anything else with whatever status is somebody else's page. */
export function isExchangeAnswer(answer: TransportAnswer): boolean {
  return answer.status === 200 && answer.contentType.startsWith(exchangeType);
}

const framePayloadBytesMax = 2_097_152;
/** The first page after a reset holds all events of a day's cases: 6,000 people at about 2 kB each. */
const frameInflatedBytesMax = 16_777_216;

export function createAnswerReader(answer: TransportAnswer): AnswerReader {
  const frames = createFrameReader(framePayloadBytesMax);
  const chunks = answer.chunks[Symbol.asyncIterator]();
  let received = 0;
  /** Value of the next frame, or how the stream ended. */
  const nextValue = async (): Promise<{ readonly value: unknown } | 'end' | 'cut'> => {
    for (;;) {
      const frame = frames.next();
      if (frame.kind === 'damaged') return 'cut';
      if (frame.kind === 'frame') {
        const plain = await decompress('gzip', frame.payload, frameInflatedBytesMax);
        return plain === null ? 'cut' : readJson(plain);
      }
      const step = await chunks.next().catch(() => 'cut' as const);
      if (step === 'cut') return 'cut';
      if (step.done === true) return frames.isEmpty() ? 'end' : 'cut';
      received += step.value.length;
      if (received > limits.answerBytesMax) return 'cut';
      frames.push(step.value);
    }
  };
  return {
    head: async () => {
      const first = await nextValue();
      if (first === 'end' || first === 'cut') return null;
      const parsed = z.safeParse(answerHeadSchema, first.value);
      return parsed.success ? parsed.data : null;
    },
    next: async () => {
      const step = await nextValue();
      if (step === 'end' || step === 'cut') return step;
      const parsed = z.safeParse(answerPartSchema, step.value);
      return parsed.success ? parsed.data : 'cut';
    },
    close: async () => {
      await chunks.return?.();
    },
  };
}

function readJson(bytes: Uint8Array): { readonly value: unknown } | 'cut' {
  try {
    return { value: JSON.parse(bytesToUtf8(bytes)) as unknown };
  } catch {
    return 'cut';
  }
}
