// Owns signing in and out as HTTP: the cookie, the limits on tries, and the one answer for every wrong pair.

import type { Hono } from 'hono';
import { deskSignInSchema, type DeskAccount } from '../../schemas/desk.ts';
import { describePlace } from '../accounts/place.ts';
import { signIn, signInLimits, signOut, type SignedIn } from '../accounts/sign-in.ts';
import type { Logger } from '../logger.ts';
import { clientAddress } from '../middleware/client-address.ts';
import { isLocalhost } from '../middleware/localhost.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import {
  clearTokenCookie,
  readTokenCookie,
  writeTokenCookie,
} from '../middleware/require-account.ts';
import { createTokenBuckets } from '../middleware/token-buckets.ts';
import type { ServerParts } from '../parts.ts';

export interface SignInDeps extends ServerParts {
  readonly logger: Logger;
  readonly isDemo: boolean;
  readonly isHttps: boolean;
}

const perAddress = { tokensMax: 60, secondsPerToken: 2, keysMax: 10_000 };
/** As many tries as before an account's own lock, so that a name nobody has is answered like one that exists. */
const perPair = {
  tokensMax: signInLimits.triesBeforeLock,
  secondsPerToken: signInLimits.lockSecondsFirst,
  keysMax: 10_000,
};

export function registerSignIn(app: Hono, deps: SignInDeps): void {
  const addresses = createTokenBuckets(perAddress, deps.clock);
  const pairs = createTokenBuckets(perPair, deps.clock);
  app.post('/v1/desk/sign-in', async (context) => {
    if (!deps.isHttps && !isLocalhost(context)) return answerProblem(context, 'https-needed');
    const request = await readJson(context, deskSignInSchema);
    if (request.outcome === 'refused') return request.answer;
    const address = clientAddress(context);
    const pair = `${address} ${request.value.account.trim().toLowerCase()}`;
    const retryAfterSeconds = addresses.take(address) || pairs.take(pair);
    if (retryAfterSeconds > 0)
      return answerProblem(context, 'too-many-tries', { retryAfterSeconds });
    const tried = await signIn(deps, request.value, readTokenCookie(context));
    deps.logger.info({ outcome: tried.outcome }, 'sign-in');
    if (tried.outcome === 'refused') return answerProblem(context, 'sign-in-refused');
    if (tried.outcome !== 'signed-in') return answerProblem(context, tried.outcome);
    pairs.forget(pair);
    writeTokenCookie(context, tried.token);
    return context.json(await toDeskAccount(deps, tried.signedIn));
  });
  app.post('/v1/desk/sign-out', async (context) => {
    const token = readTokenCookie(context);
    if (token !== undefined) await signOut(deps, token);
    clearTokenCookie(context);
    return context.body(null, 204);
  });
}

export async function toDeskAccount(
  deps: Pick<SignInDeps, 'store' | 'isDemo'>,
  signedIn: SignedIn,
): Promise<DeskAccount> {
  const place = await describePlace(deps.store.database, signedIn.place);
  return { ...signedIn, place, isDemo: deps.isDemo };
}
