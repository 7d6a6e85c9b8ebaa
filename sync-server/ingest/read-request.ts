// Owns reading an exchange request: frames, the capped gzip header, its form. Content inside rows is judged elsewhere.

import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { bytesToUtf8, type Bytes } from '../../schemas/bytes.ts';
import { exchangeRequestSchema, type ExchangeRequest } from '../../schemas/exchange.ts';
import { decodeFrames } from '../../schemas/frames.ts';
import { limits } from '../../schemas/limits.ts';

export interface ReadRequest {
  readonly header: ExchangeRequest;
  /** Frame payloads; 0 is the header. */
  readonly frames: readonly Bytes[];
  /** The signature over `signedBytes`, when the request wants to pull. */
  readonly pullSignature: Bytes | null;
  readonly signedBytes: Uint8Array;
}

export type RequestOutcome =
  | { readonly outcome: 'request'; readonly request: ReadRequest }
  | { readonly outcome: 'too-large' }
  | {
      readonly outcome: 'not-an-exchange';
      readonly what: 'frames' | 'header-gzip' | 'header-json' | 'header-form' | 'body-frame';
    };

const signatureFrameBytes = 64 + 8;

export function readRequest(bytes: Uint8Array): RequestOutcome {
  if (bytes.length > limits.requestBytesMax) return { outcome: 'too-large' };
  const frames = decodeFrames(bytes, limits.requestFramesMax + 2);
  if (frames === null || frames[0] === undefined)
    return { outcome: 'not-an-exchange', what: 'frames' };
  const text = inflateHeader(frames[0]);
  if (text === null) return { outcome: 'not-an-exchange', what: 'header-gzip' };
  const json = parseJson(text);
  if (json === undefined) return { outcome: 'not-an-exchange', what: 'header-json' };
  const parsed = z.safeParse(exchangeRequestSchema, json);
  if (!parsed.success) return { outcome: 'not-an-exchange', what: 'header-form' };
  const header = parsed.data;
  // Each log is a transaction of its own.
  if ([header.logs, header.ask].some((of) => Object.keys(of).length > limits.requestLogsMax))
    return { outcome: 'not-an-exchange', what: 'header-form' };
  const lastFrame = frames.at(-1)!;
  const isSigned = header.pull !== null && frames.length > 1 && lastFrame.length === 64;
  const bodyFrames = isSigned ? frames.slice(0, -1) : frames;
  if (header.bodies.some((body) => bodyFrames[body.frame] === undefined))
    return { outcome: 'not-an-exchange', what: 'body-frame' };
  return {
    outcome: 'request',
    request: {
      header,
      frames: bodyFrames,
      pullSignature: isSigned ? lastFrame : null,
      signedBytes: isSigned ? bytes.subarray(0, bytes.length - signatureFrameBytes) : bytes,
    },
  };
}

function inflateHeader(frame: Uint8Array): string | null {
  try {
    return bytesToUtf8(
      gunzipSync(frame, { maxOutputLength: limits.requestHeaderInflatedBytesMax }),
    );
  } catch {
    return null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
