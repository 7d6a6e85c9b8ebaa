// Owns the load of a bench: tablets that send over loopback, each its next request only after the answer to the last.

import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { bytesToUtf8 } from '../../../schemas/bytes.ts';
import type { AnswerHead } from '../../../schemas/exchange.ts';
import { decodeFrames } from '../../../schemas/frames.ts';
import type { BenchRequest } from './requests.ts';

export interface LoadResult {
  readonly events: number;
  readonly requests: number;
  readonly seconds: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
  /** Tablets that the server told to come again later, counted once per time. */
  readonly sentAway: number;
  /** Requests sent again because no answer came for as long as a tablet waits. */
  readonly unanswered: number;
  /** Requests without the acknowledgement by hash when the time was over. */
  readonly unacknowledged: number;
  /** Processor seconds of the side that sends, all of it in this process. */
  readonly generatorCpuSeconds: number;
}

export interface LoadOptions {
  readonly port: number;
  /** Connections open at once. */
  readonly connections: number;
  readonly secondsMax: number;
}

/** As long as a tablet listens to silence; then it sends the same again. */
const answerSecondsMax = 75;
const retrySecondsDefault = 5;

/** Every list is one tablet's requests in order. An exchange counts as done when the answer names the request's own head. */
export async function sendAll(
  tablets: readonly (readonly BenchRequest[])[],
  options: LoadOptions,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const waiting = [...tablets];
  const milliseconds: number[] = [];
  let events = 0;
  let sentAway = 0;
  let unanswered = 0;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const until = startedAt + options.secondsMax * 1000;
  const sendTablet = async (requests: readonly BenchRequest[]): Promise<void> => {
    for (const next of requests) {
      for (;;) {
        if (performance.now() > until) return;
        const sentAt = performance.now();
        const answer = await post(agent, options.port, next.bytes);
        if (answer === 'silence') {
          unanswered += 1;
          await pause(resendMilliseconds);
          continue;
        }
        if (answer.status === 503) {
          sentAway += 1;
          await pause(1000 * (answer.retryAfterSeconds ?? retrySecondsDefault));
          continue;
        }
        if (!isAcknowledged(answer, next)) throw new Error(explain(answer));
        milliseconds.push(performance.now() - sentAt);
        events += next.events;
        break;
      }
    }
  };
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      await sendTablet(next);
  };
  await Promise.all(Array.from({ length: Math.min(options.connections, tablets.length) }, work));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  agent.destroy();
  milliseconds.sort((a, b) => a - b);
  const offered = tablets.reduce((sum, list) => sum + list.length, 0);
  return {
    events,
    requests: milliseconds.length,
    seconds,
    p50Milliseconds: percentile(milliseconds, 0.5),
    p99Milliseconds: percentile(milliseconds, 0.99),
    sentAway,
    unanswered,
    unacknowledged: offered - milliseconds.length,
    generatorCpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}

const resendMilliseconds = 50;

interface Answer {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
  readonly body: Uint8Array;
}

function post(agent: Agent, port: number, bytes: Uint8Array): Promise<Answer | 'silence'> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: '/v1/exchange',
        headers: { 'content-type': 'application/octet-stream', 'content-length': bytes.length },
        timeout: answerSecondsMax * 1000,
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('error', reject);
        answer.on('end', () => {
          const retry = Number(answer.headers['retry-after']);
          resolve({
            status: answer.statusCode ?? 0,
            retryAfterSeconds: Number.isFinite(retry) ? retry : null,
            body: Buffer.concat(parts),
          });
        });
      },
    );
    // A connection that the server had just closed for idling: a tablet sends again.
    sent.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve('silence');
      else reject(error);
    });
    sent.on('timeout', () => {
      resolve('silence');
      sent.destroy();
    });
    sent.end(bytes);
  });
}

function isAcknowledged(answer: Answer, { log, head }: BenchRequest): boolean {
  if (answer.status !== 200) return false;
  const have = readHead(answer.body)?.have[log];
  return have?.seq === head.seq && have.headHash === head.hash;
}

function readHead(body: Uint8Array): AnswerHead | null {
  const frame = decodeFrames(body, 1_000)?.[0];
  return frame === undefined ? null : (JSON.parse(bytesToUtf8(gunzipSync(frame))) as AnswerHead);
}

function explain({ status, body }: Answer): string {
  const what = status === 200 ? JSON.stringify(readHead(body)) : Buffer.from(body).toString();
  return `ingest bench: not acknowledged (${status}) ${what.slice(0, 400)}`;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
