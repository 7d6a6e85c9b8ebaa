// Owns talking to a gateway over HTTP. Only an answer that names this very message as accepted counts; docs/messages.md is the contract.

import * as z from 'zod/mini';
import type { GatewayOutcome, SmsGateway, SmsToSend } from './gateway.ts';

export interface HttpGatewayOptions {
  readonly url: string;
  readonly token: string;
  readonly timeoutMilliseconds?: number;
}

const timeoutMillisecondsDefault = 10_000;
const answerCharactersMax = 4_096;

const acceptedAnswer = z.looseObject({ accepted: z.literal(true), id: z.string() });
const refusedAnswer = z.looseObject({ accepted: z.literal(false), permanent: z.literal(true) });

export function createHttpGateway(options: HttpGatewayOptions): SmsGateway {
  const timeoutMilliseconds = options.timeoutMilliseconds ?? timeoutMillisecondsDefault;
  return {
    send: async (message) => {
      try {
        const answer = await fetch(options.url, {
          method: 'POST',
          // A redirect would carry phone and token to another address.
          redirect: 'error',
          signal: AbortSignal.timeout(timeoutMilliseconds),
          headers: {
            authorization: `Bearer ${options.token}`,
            'content-type': 'application/json',
            'idempotency-key': message.id,
          },
          body: JSON.stringify(message),
        });
        return readAnswer(message, answer, await readText(answer));
      } catch (error) {
        const isTimeout = error instanceof Error && error.name === 'TimeoutError';
        return { outcome: 'try-again', problem: isTimeout ? 'timeout' : 'no-connection' };
      }
    },
  };
}

/** Not more than an answer of a gateway can be: something else may stand at the address. */
async function readText(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    if (text.length > answerCharactersMax) return '';
  }
  return text;
}

function readAnswer(message: SmsToSend, answer: Response, text: string): GatewayOutcome {
  const { status } = answer;
  if (status === 429)
    return { outcome: 'try-again', problem: 'gateway-busy', ...readRetryAfter(answer) };
  if (status === 401 || status === 403) return { outcome: 'try-again', problem: 'gateway-login' };
  if (status >= 500)
    return { outcome: 'try-again', problem: 'gateway-fault', ...readRetryAfter(answer) };
  if (status >= 400 && status !== 408 && status !== 409)
    return { outcome: 'refused', problem: 'refused' };
  const json = parse(text);
  const accepted = z.safeParse(acceptedAnswer, json);
  const isOk = status >= 200 && status < 300;
  if (isOk && accepted.success && accepted.data.id === message.id) return { outcome: 'accepted' };
  if (isOk && z.safeParse(refusedAnswer, json).success)
    return { outcome: 'refused', problem: 'refused' };
  // 200 with anything else, a page of a portal or an error in the body, says nothing about the message.
  return { outcome: 'try-again', problem: 'not-understood' };
}

function readRetryAfter(answer: Response): { readonly afterSeconds?: number } {
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 && seconds <= 86_400
    ? { afterSeconds: Math.ceil(seconds) }
    : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
