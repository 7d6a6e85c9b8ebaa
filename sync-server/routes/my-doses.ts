// Owns the routes of the person's own page as HTTP: how often a code may be asked for and tried, the cookie, and one answer for every wrong pair.

import type { Context, Hono } from 'hono';
import {
  myCardSchema,
  myCodeSchema,
  myCorrectionSchema,
  myDoseSchema,
  myNewPhoneSchema,
  myPhoneSchema,
  myTwiceSchema,
  mySignInSchema,
  type MyCodeAsked,
} from '../../schemas/my-doses.ts';
import type { CardDeps } from '../certificates/deps.ts';
import type { Logger } from '../logger.ts';
import { clientAddress } from '../middleware/client-address.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import {
  clearPersonCookie,
  createRequirePerson,
  readPersonCookie,
  writePersonCookie,
} from '../middleware/require-person.ts';
import { isLocalhost } from '../middleware/localhost.ts';
import { createTokenBuckets, type TokenBuckets } from '../middleware/token-buckets.ts';
import { askDoorCode, askNewPhoneCode, placeOfPhone } from '../my-doses/ask-code.ts';
import { tellListedTwice } from '../my-doses/listed-twice.ts';
import {
  askCorrection,
  changePhone,
  denyDose,
  giveWord,
  readMyCard,
  readMyDoses,
} from '../my-doses/my-doses.ts';
import { oneTimeCodeLimits } from '../my-doses/one-time-codes.ts';
import { signInPerson, signOutPerson } from '../my-doses/person-sign-in.ts';
import { rowOf, type PersonPath } from './route-table.ts';

export interface MyDosesDeps extends CardDeps {
  readonly logger: Logger;
  readonly isHttps: boolean;
  /** There is a message to send: do not wait for the next round. */
  readonly wakeSender: () => void;
}

const keysMax = 10_000;
/** A village shares one address behind its operator; a guesser needs a million tries. */
const codesPerAddress = { tokensMax: 30, secondsPerToken: 20, keysMax };
const codesPerPhone = { tokensMax: 3, secondsPerToken: 200, keysMax };
/** A centre vaccinates one person a minute; whoever floods one does not shut the others. */
const codesPerPlace = { tokensMax: 120, secondsPerToken: 2, keysMax };
const triesPerAddress = { tokensMax: 60, secondsPerToken: 5, keysMax };
const triesPerPhone = { tokensMax: 10, secondsPerToken: 60, keysMax };
const actsPerSignIn = { tokensMax: 30, secondsPerToken: 10, keysMax };

export function registerMyDoses(app: Hono, deps: MyDosesDeps): void {
  registerDoor(app, deps);
  const acts = createTokenBuckets(actsPerSignIn, deps.clock);
  const guarded = (
    path: PersonPath,
    handler: (context: Context) => Response | Promise<Response>,
  ): void => {
    app.on(rowOf(path).method, path, createRequirePerson(deps), async (context: Context) => {
      const retryAfterSeconds = acts.take(context.get('person').signInName);
      return retryAfterSeconds > 0
        ? answerProblem(context, 'too-many-tries', { retryAfterSeconds })
        : handler(context);
    });
  };
  guarded('/v1/my/doses', async (context) =>
    context.json(await readMyDoses(deps, context.get('person'))),
  );
  guarded('/v1/my/word', async (context) => {
    const request = await readJson(context, myDoseSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await giveWord(deps, context.get('person'), request.value.dose);
    deps.logger.info({ outcome: answer.outcome }, 'word of a person');
    return context.json(answer);
  });
  guarded('/v1/my/not-me', async (context) => {
    const request = await readJson(context, myDoseSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await denyDose(deps, context.get('person'), request.value.dose);
    deps.logger.info({ outcome: answer.outcome }, 'a person said not me');
    return context.json(answer);
  });
  guarded('/v1/my/corrections', async (context) => {
    const request = await readJson(context, myCorrectionSchema);
    if (request.outcome === 'refused') return request.answer;
    return context.json(await askCorrection(deps, context.get('person'), request.value));
  });
  guarded('/v1/my/twice', async (context) => {
    const request = await readJson(context, myTwiceSchema);
    if (request.outcome === 'refused') return request.answer;
    return context.json(await tellListedTwice(deps, context.get('person'), request.value));
  });
  guarded('/v1/my/card', async (context) => {
    const request = await readJson(context, myCardSchema);
    if (request.outcome === 'refused') return request.answer;
    return context.json(await readMyCard(deps, context.get('person'), request.value.person));
  });
  registerPhoneChange(guarded, deps);
}

function registerPhoneChange(
  guarded: (path: PersonPath, handler: (context: Context) => Promise<Response>) => void,
  deps: MyDosesDeps,
): void {
  const phones = createTokenBuckets(codesPerPhone, deps.clock);
  guarded('/v1/my/phone/codes', async (context) => {
    const request = await readJson(context, myNewPhoneSchema);
    if (request.outcome === 'refused') return request.answer;
    const retryAfterSeconds = phones.take(request.value.mobileNumber);
    if (retryAfterSeconds > 0)
      return answerProblem(context, 'too-many-tries', { retryAfterSeconds });
    const asked = await askNewPhoneCode(deps, context.get('person'), request.value);
    return answerAsked(context, deps, asked);
  });
  guarded('/v1/my/phone', async (context) => {
    const request = await readJson(context, myPhoneSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await changePhone(deps, context.get('person'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'phone of a person');
    return context.json(answer);
  });
}

function registerDoor(app: Hono, deps: MyDosesDeps): void {
  const codeLimits = {
    addresses: createTokenBuckets(codesPerAddress, deps.clock),
    phones: createTokenBuckets(codesPerPhone, deps.clock),
    places: createTokenBuckets(codesPerPlace, deps.clock),
  };
  const addresses = createTokenBuckets(triesPerAddress, deps.clock);
  const phones = createTokenBuckets(triesPerPhone, deps.clock);
  app.post('/v1/my/codes', async (context) => {
    if (!deps.isHttps && !isLocalhost(context)) return answerProblem(context, 'https-needed');
    const request = await readJson(context, myCodeSchema);
    if (request.outcome === 'refused') return request.answer;
    return answerCode(context, deps, request.value, codeLimits);
  });
  app.post('/v1/my/sign-in', async (context) => {
    if (!deps.isHttps && !isLocalhost(context)) return answerProblem(context, 'https-needed');
    const request = await readJson(context, mySignInSchema);
    if (request.outcome === 'refused') return request.answer;
    const retryAfterSeconds =
      addresses.take(clientAddress(context)) || phones.take(request.value.mobileNumber);
    if (retryAfterSeconds > 0)
      return answerProblem(context, 'too-many-tries', { retryAfterSeconds });
    const tried = await signInPerson(deps, request.value, readPersonCookie(context));
    deps.logger.info({ outcome: tried.outcome }, 'one-time code');
    if (tried.outcome === 'refused') return answerProblem(context, 'code-refused');
    writePersonCookie(context, tried.token);
    return context.json(await readMyDoses(deps, tried.person));
  });
  app.post('/v1/my/sign-out', async (context) => {
    const token = readPersonCookie(context);
    if (token !== undefined) await signOutPerson(deps, token);
    clearPersonCookie(context);
    return context.body(null, 204);
  });
}

async function answerCode(
  context: Context,
  deps: MyDosesDeps,
  wanted: Parameters<typeof askDoorCode>[1],
  limits: Readonly<Record<'addresses' | 'phones' | 'places', TokenBuckets>>,
): Promise<Response> {
  const { mobileNumber } = wanted;
  const wait = limits.addresses.take(clientAddress(context)) || limits.phones.take(mobileNumber);
  if (wait > 0) return answerProblem(context, 'too-many-tries', { retryAfterSeconds: wait });
  const place = await placeOfPhone(deps, mobileNumber);
  const retryAfterSeconds = limits.places.take(place.bucket);
  if (retryAfterSeconds > 0) return answerProblem(context, 'too-many-tries', { retryAfterSeconds });
  return answerAsked(context, deps, await askDoorCode(deps, wanted, place));
}

/** The same words for a phone that nobody knows. */
function answerAsked(context: Context, deps: MyDosesDeps, asked: 'asked' | 'too-many'): Response {
  if (asked === 'too-many')
    return answerProblem(context, 'too-many-tries', { retryAfterSeconds: 3600 });
  deps.wakeSender();
  const answer: MyCodeAsked = { secondsValid: oneTimeCodeLimits.secondsMax };
  return context.json(answer);
}
