// Owns POST /v1/exchange as HTTP: reads the capped body, streams the framed answer. 413 for size, 400 for what is no exchange.

import type { Hono, HonoRequest } from 'hono';
import { limits } from '../../schemas/limits.ts';
import type { ExchangeDeps } from '../ingest/exchange-deps.ts';
import { runExchange } from '../ingest/exchange-service.ts';
import { createPackMemory } from '../ingest/pack-memory.ts';
import { readRequest } from '../ingest/read-request.ts';
import { readCertificate } from '../enrolment/certificate.ts';
import { createDoor, type ComeBack } from '../middleware/admission.ts';
import type { UnderWay } from '../middleware/under-way.ts';

export interface ExchangeRouteDeps extends Omit<ExchangeDeps, 'readCertificate' | 'packs'> {
  readonly logger: { readonly info: (fields: Record<string, unknown>, message: string) => void };
  /** Who else wants to know how many exchanges run. */
  readonly underWay?: Pick<UnderWay, 'during'>;
}

const notAnExchange = {
  frames: 'The request is not a framed exchange, or it was cut on the way. Send it again.',
  'header-gzip': 'The header could not be unpacked, or unpacks to more than is allowed.',
  'header-json': 'The header is not JSON.',
  'header-form':
    'The header has a field that is missing or of another form. An update of the app may be needed.',
  'body-frame': 'The header names a body that is not in the request. Send it again.',
} as const;

const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' };

export function registerExchangeRoute(app: Hono, deps: ExchangeRouteDeps): void {
  const exchangeDeps: ExchangeDeps = {
    ...deps,
    readCertificate: (text) => readCertificate(deps.keys, text),
    packs: createPackMemory(),
  };
  const door = createDoor(deps.random);
  app.post('/v1/exchange', async (context) => {
    const declared = Number(context.req.header('content-length') ?? 0);
    if (declared > limits.requestBytesMax)
      return problem(413, 'too-large', 'The request is larger than 1 MiB: send it in two.');
    const bytes =
      declared > 0
        ? await readDeclared(context.req, limits.requestBytesMax)
        : await readCapped(context.req.raw, limits.requestBytesMax);
    if (bytes === null)
      return problem(413, 'too-large', 'The request is larger than 1 MiB: send it in two.');
    // Only now: a client that is still sending hears no answer, only a cut.
    const full = door.isFull();
    if (full !== null) return comeBack(full);
    const reading = readRequest(bytes);
    if (reading.outcome === 'too-large')
      return problem(413, 'too-large', 'The request is larger than 1 MiB: send it in two.');
    if (reading.outcome === 'not-an-exchange')
      return problem(400, `not-an-exchange-${reading.what}`, notAnExchange[reading.what]);
    const { waitingSince } = reading.request.header.heartbeat;
    const waitedSeconds = waitingSince === null ? 0 : deps.nowSeconds() - waitingSince;
    const run = () => runExchange(exchangeDeps, reading.request);
    const { underWay } = deps;
    const entered = await door.enter(waitedSeconds, () =>
      underWay === undefined ? run() : underWay.during(run),
    );
    if (entered.outcome === 'come-back') return comeBack(entered);
    const answer = entered.value;
    deps.logger.info(
      {
        device: answer.tally.device,
        pull: answer.tally.pull,
        outcomes: answer.tally.taken.map((taken) => taken.outcome),
        rows: answer.tally.taken.reduce((sum, taken) => sum + taken.rows, 0),
        bytes: bytes.length,
      },
      'exchange',
    );
    if (answer.whole !== null) return new Response(answer.whole, { status: 200, headers });
    const iterator = answer.frames[Symbol.asyncIterator]();
    const body = new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        const next = await iterator.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: async () => {
        await iterator.return?.(undefined);
      },
    });
    return new Response(body, { status: 200, headers });
  });
}

function comeBack({ seconds }: ComeBack): Response {
  const response = problem(
    503,
    'busy',
    'Many tablets are sending at this moment. What is on the tablet stays there; it comes back by itself.',
  );
  response.headers.set('retry-after', String(seconds));
  return response;
}

function problem(status: 400 | 413 | 503, name: string, detail: string): Response {
  return new Response(
    JSON.stringify({
      type: `/problems/${name}`,
      title: 'The exchange was not taken; nothing was stored.',
      status,
      detail,
    }),
    {
      status,
      headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    },
  );
}

/** A body with a Content-Length: Node's parser ends it there, so it is read in one piece. */
async function readDeclared(request: HonoRequest, bytesMax: number): Promise<Uint8Array | null> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  return bytes.length > bytesMax ? null : bytes;
}

/** The body, or null as soon as it is longer than allowed: a lying Content-Length changes nothing. */
async function readCapped(request: Request, bytesMax: number): Promise<Uint8Array | null> {
  if (request.body === null) return new Uint8Array(0);
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) break;
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return null;
    }
    parts.push(value);
  }
  return new Uint8Array(Buffer.concat(parts));
}
