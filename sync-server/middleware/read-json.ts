// Owns reading a JSON request: media type, syntax, form. What was sent is never quoted back.

import type { Context } from 'hono';
import * as z from 'zod/mini';
import { answerProblem } from './problems.ts';

export type ReadJson<Value> =
  | { readonly outcome: 'read'; readonly value: Value }
  | { readonly outcome: 'refused'; readonly answer: Response };

/** bodyLimits stands before every route, so the text is small. */
export async function readJson<Value>(
  context: Context,
  schema: z.ZodMiniType<Value>,
): Promise<ReadJson<Value>> {
  const mediaType = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') {
    return { outcome: 'refused', answer: answerProblem(context, 'wrong-media-type') };
  }
  const json = parseJson(await context.req.text());
  if (json === undefined) return { outcome: 'refused', answer: answerProblem(context, 'not-json') };
  const read = z.safeParse(schema, json);
  return read.success
    ? { outcome: 'read', value: read.data }
    : { outcome: 'refused', answer: answerProblem(context, 'wrong-form') };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
