// Owns the whole application for tests: every route and middleware over a test deployment, with accounts to sign in as and the log to read.

import { randomBytes } from 'node:crypto';
import type { Hono } from 'hono';
import type { DeskRole } from '../../schemas/desk.ts';
import { addAccount } from '../accounts/accounts.ts';
import { digitsOf, openSecret, stepAt } from '../accounts/second-step.ts';
import type { Place } from '../accounts/place.ts';
import { createApp } from '../app.ts';
import { createLogger } from '../logger.ts';
import { outboxOnly } from '../messages/outbox-only.ts';
import { sendRound, type MessageSettings, type RoundCounts } from '../messages/send-messages.ts';
import type { ServerParts } from '../parts.ts';
import type { ClientFiles } from '../start/client-files.ts';
import { createTestDeployment, otherCentre, type TestDeployment } from './test-deployment.ts';

/** A centre of another district. */
export const farCentre = 50_001;
export const origin = 'http://localhost';
const testIssuer = 'https://vaccines.example.org';

interface TestPlace {
  /** PostgreSQL address, or null for SQLite. */
  readonly url: string | null;
  readonly drop: () => Promise<void>;
}

export interface TestApp {
  readonly deployment: TestDeployment;
  readonly parts: ServerParts;
  readonly app: Hono;
  /** Every log line since the start. */
  readonly log: () => string;
  readonly addAccount: (account: string, role: DeskRole, place: Place) => Promise<string>;
  /** The six digits an account's app shows now, or the next ones when those were used. */
  readonly digitsOf: (account: string) => Promise<string>;
  /** A made account, signed in: the cookie to send. */
  readonly signInAs: (account: string, role: DeskRole, place: Place) => Promise<string>;
  readonly get: (path: string, cookie?: string) => Promise<Response>;
  readonly post: (path: string, body: unknown, cookie?: string) => Promise<Response>;
  /** One round of the outbox, as the server's own timer does. */
  readonly sendRound: () => Promise<RoundCounts>;
  readonly stop: () => Promise<void>;
}

export async function createTestApp(
  options: {
    readonly clientFiles?: ClientFiles;
    readonly isHttps?: boolean;
    readonly messages?: Partial<MessageSettings>;
    readonly isDemo?: boolean;
    /** Where the database of this test stands; a SQLite file of its own when not said. */
    readonly engine?: { readonly prepare: () => Promise<TestPlace> };
  } = {},
): Promise<TestApp> {
  const place = await options.engine?.prepare();
  const deployment = await createTestDeployment(place?.url);
  await spreadCentres(deployment);
  const lines: string[] = [];
  const parts: ServerParts = {
    store: deployment.store,
    keys: deployment.keys,
    clock: { nowSeconds: () => deployment.now },
    random: (length) => new Uint8Array(randomBytes(length)),
  };
  const messages: MessageSettings = {
    ...outboxOnly('https://vaccines.example.org/my'),
    ...options.messages,
  };
  const app = createApp({
    ...parts,
    logger: createLogger('debug', { write: (line) => void lines.push(line) }),
    clientFiles: options.clientFiles ?? new Map(),
    appVersion: 'test',
    decisions: deployment.decisions,
    isDemo: options.isDemo ?? false,
    issuer: testIssuer,
    isHttps: options.isHttps ?? false,
    messages,
    wakeSender: () => undefined,
  });
  const make = async (account: string, role: DeskRole, place: Place): Promise<string> => {
    const added = await addAccount(parts, { account, name: `Name of ${account}`, role, place });
    if (added.outcome !== 'added') throw new Error(`test account: ${added.outcome}`);
    return added.password;
  };
  const digits = async (account: string): Promise<string> => {
    const row = await parts.store.database
      .selectFrom('account')
      .select(['totp_sealed', 'totp_step'])
      .where('account', '=', account.trim().toLowerCase())
      .executeTakeFirst();
    const secret =
      row?.totp_sealed && openSecret(parts.keys, account.trim().toLowerCase(), row.totp_sealed);
    if (!secret) return '000000';
    return digitsOf(secret, Math.max(stepAt(deployment.now), (row?.totp_step ?? 0) + 1));
  };
  const post: TestApp['post'] = async (path, body, cookie) =>
    app.request(path, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        host: 'localhost',
        origin,
        ...(cookie === undefined ? {} : { cookie }),
      },
    });
  return {
    deployment,
    parts,
    app,
    log: () => lines.join(''),
    addAccount: make,
    digitsOf: digits,
    signInAs: async (account, role, place) => {
      const password = await make(account, role, place);
      const code = await digits(account);
      const answer = await post('/v1/desk/sign-in', { account, password, code });
      if (answer.status !== 200)
        throw new Error(`sign in: ${answer.status} ${await answer.text()}`);
      return cookieOf(answer);
    },
    get: async (path, cookie) =>
      app.request(path, { headers: cookie === undefined ? {} : { cookie } }),
    post,
    sendRound: () => sendRound({ ...parts, ...messages }),
    stop: async () => {
      await deployment.stop();
      await place?.drop();
    },
  };
}

/** The name and value a browser would send back. */
export function cookieOf(answer: Response): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

async function spreadCentres({ store }: TestDeployment): Promise<void> {
  const centre = await store.database
    .selectFrom('centre')
    .selectAll()
    .where('centre_id', '=', otherCentre)
    .executeTakeFirstOrThrow();
  await store.database
    .updateTable('centre')
    .set({ block: 'Other Block' })
    .where('centre_id', '=', otherCentre)
    .execute();
  await store.database
    .insertInto('centre')
    .values({ ...centre, centre_id: farCentre, name: 'Far PHC', block: 'Far', district: 'Far' })
    .execute();
}
