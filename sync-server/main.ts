// Owns the start: environment, data, application, socket, greeting, and an orderly stop. The only composition root of the server.

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { createApp } from './app.ts';
import { finishCards } from './certificates/card-office.ts';
import { followOutbox } from './cowin-out/follow-outbox.ts';
import { createPostDelivery } from './cowin-out/post-delivery.ts';
import { readLatestBackups } from './backup/record-backup.ts';
import { findDecisionsFault, openDecisionsFile } from './decisions/decisions-file.ts';
import { checkDecisions } from './decisions/take-back.ts';
import { createUnderWay } from './middleware/under-way.ts';
import { readEnvironment, type Environment } from './env.ts';
import { createLogger, errorFields } from './logger.ts';
import type { Clock, Random, ServerParts } from './parts.ts';
import { ensureRecoveryKey } from './keys/recovery-key.ts';
import { createHttpGateway } from './messages/http-gateway.ts';
import { outboxOnly } from './messages/outbox-only.ts';
import type { MessageSettings } from './messages/send-messages.ts';
import { ensureDemoDay, seedDemo } from './seed/demo.ts';
import { readClientFiles } from './start/client-files.ts';
import { followSessions } from './start/follow-sessions.ts';
import { followDemoDays } from './start/demo-days.ts';
import { offerDemo } from './start/demo.ts';
import { followMessages } from './start/follow-messages.ts';
import { keepAadhaarKey, readAadhaarKey } from './start/aadhaar-key.ts';
import { followStatedBookings } from './start/due-bookings.ts';
import { followDueCards } from './start/due-cards.ts';
import { addressOf, writeGreeting } from './start/greeting.ts';
import { findPortFault, listen, readTlsFiles, stopListening } from './start/listen.ts';
import { sayBackups, sayDecisions, sayRecoveryKey } from './start/notices.ts';
import { openOrMakeDemo } from './start/open-or-make-demo.ts';

const finishSecondsMax = 10;
const appVersion = packageJson.version;
const clientDirectory = fileURLToPath(new URL('../dist', import.meta.url));

const clock: Clock = { nowSeconds: () => Math.floor(Date.now() / 1000) };
const random: Random = (length) => new Uint8Array(randomBytes(length));
const say = (text: string): void => void process.stdout.write(text);

await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<void> {
  const unknown = args.find((arg) => arg !== '--empty');
  if (unknown !== undefined) return giveUp([`npm start knows --empty, not ${unknown}.`]);
  const read = readEnvironment();
  if (read.outcome === 'faulty') return giveUp(read.sentences);
  const { environment } = read;
  const logger = createLogger(environment.logLevel ?? (process.stdout.isTTY ? 'warn' : 'info'));
  const tlsFiles = await readTlsFiles(environment.tls);
  if (tlsFiles.outcome === 'refused') return giveUp(tlsFiles.sentences);
  const listenOptions = { port: environment.port, host: environment.host, tls: tlsFiles.tls };
  const portFault = await findPortFault(listenOptions);
  if (portFault !== null) return giveUp(portFault);

  const data = await openOrMakeDemo(environment, args.includes('--empty'), {
    random,
    onPoolError: (error) => logger.error(errorFields(error), 'a database connection broke'),
    say,
    fill: ({ store, keys }, onProgress) => seedDemo(store, keys, clock, random, onProgress),
  });
  if (data.outcome === 'refused') return giveUp(data.sentences);
  const parts: ServerParts = { store: data.store, keys: data.keys, clock, random };
  const decisionsFault = findDecisionsFault(environment.decisionsFile);
  if (decisionsFault !== null) {
    await parts.store.close();
    return giveUp(decisionsFault);
  }
  const aadhaarFault = await settleAadhaarKey(parts, environment);
  if (aadhaarFault !== null) {
    await parts.store.close();
    return giveUp([aadhaarFault]);
  }
  const decisions = openDecisionsFile(environment.decisionsFile, data.keys);
  const { nowSeconds } = clock;
  const takenBack = await checkDecisions({ ...parts, nowSeconds, appVersion, decisions });
  if (data.isDemo) await ensureDemoDay(parts.store, parts.keys, clock, random);
  const issuer = addressOf(environment);
  const cardDeps = { ...parts, appVersion, decisions, issuer };
  await finishCards(cardDeps, takenBack.reading.entries);
  const clientFiles = await readClientFiles(clientDirectory);
  const isHttps =
    tlsFiles.tls !== undefined || environment.publicAddress?.startsWith('https:') === true;
  const { isDemo } = data;
  const messages = settleMessages(environment);
  const underWay = createUnderWay({
    after: (seconds, call) => {
      const timer = setTimeout(call, seconds * 1000).unref();
      return () => clearTimeout(timer);
    },
  });
  const sender = followMessages({ ...parts, ...messages }, underWay.untilRoom, {
    round: (counts) => logger.info({ outcomes: writeCounts(counts) }, 'messages'),
    fault: (error) => logger.error(errorFields(error), 'messages stand still'),
  });
  const app = createApp({
    ...parts,
    logger,
    clientFiles,
    appVersion,
    decisions,
    isDemo,
    issuer,
    isHttps,
    messages,
    wakeSender: sender.wake,
    underWay,
  });
  const listening = await listen(app, listenOptions);
  if (listening.outcome === 'refused') {
    await parts.store.close();
    return giveUp(listening.sentences);
  }
  const stopDays = data.isDemo
    ? followDemoDays(parts, (error) => logger.error(errorFields(error), 'no demo day'))
    : null;
  const stopJudge = followSessions({ ...parts, nowSeconds, appVersion }, (error) =>
    logger.error(errorFields(error), 'no look at closed sessions'),
  );
  const stopCards = followDueCards(cardDeps, underWay.untilRoom, (error) =>
    logger.error(errorFields(error), 'cards could not be issued'),
  );
  const stopBookings = followStatedBookings({ ...parts, nowSeconds, appVersion }, (error) =>
    logger.error(errorFields(error), 'stated bookings could not be looked up'),
  );
  // Made-up people are nobody's business but the demo's.
  const stopOutbox =
    environment.cowinOut === undefined || data.isDemo
      ? null
      : followOutbox({ ...parts, logger }, createPostDelivery(environment.cowinOut), errorFields);
  stopOnSignal(async () => {
    stopDays?.();
    stopJudge();
    await stopCards();
    await stopBookings();
    await stopOutbox?.();
    await stopListening(listening.server, finishSecondsMax);
    await sender.stop();
    await parts.store.close();
  });
  logger.info({ port: environment.port, engine: parts.store.engine, appVersion }, 'listening');
  const demo = isDemo ? await offerDemo(parts) : null;
  const isBuilt = clientFiles.size > 0;
  const recoveryKey = await ensureRecoveryKey(environment.dataDirectory);
  const backups = await readLatestBackups(parts.store.database);
  const notices = [
    sayDecisions(takenBack),
    isDemo ? [] : sayBackups(backups, clock.nowSeconds()),
    sayRecoveryKey(recoveryKey),
  ];
  say(
    writeGreeting({
      appVersion,
      notices,
      environment,
      isBuilt,
      demo,
      isDemo,
      ...(await countRows(parts)),
    }),
  );
}

function settleMessages(environment: Environment): MessageSettings {
  const { sms, smsPerDayMax, smsPerPhoneMax, smsLanguage } = environment;
  const settings = outboxOnly(`${addressOf(environment)}/my`);
  return {
    ...settings,
    gateway: sms === null ? null : createHttpGateway(sms),
    languageDefault: smsLanguage ?? settings.languageDefault,
    limits: {
      perDayMax: smsPerDayMax ?? settings.limits.perDayMax,
      perPhoneAndDayMax: smsPerPhoneMax ?? settings.limits.perPhoneAndDayMax,
    },
  };
}

/** Null, or a sentence that says what is wrong with the file. */
async function settleAadhaarKey(
  { store }: ServerParts,
  { aadhaarQrKeyFile }: Environment,
): Promise<string | null> {
  const read = aadhaarQrKeyFile === undefined ? null : await readAadhaarKey(aadhaarQrKeyFile);
  if (read?.outcome === 'refused') return read.sentence;
  await keepAadhaarKey(store.database, read?.key ?? null);
  return null;
}

const writeCounts = (counts: Readonly<Record<string, number>>): string[] =>
  Object.entries(counts).map(([outcome, count]) => `${outcome} ${count}`);

async function countRows({ store }: ServerParts): Promise<{ centres: number; accounts: number }> {
  const count = async (table: 'centre' | 'account'): Promise<number> => {
    const row = await store.database
      .selectFrom(table)
      .select((of) => of.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    return Number(row.rows);
  };
  return { centres: await count('centre'), accounts: await count('account') };
}

function stopOnSignal(stop: () => Promise<void>): void {
  const stopOnce = (): void => {
    say('\n  Stopping: finishing what runs …\n');
    void stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  // A second signal finds no handler and ends the program at once.
  process.once('SIGINT', stopOnce);
  process.once('SIGTERM', stopOnce);
}

function giveUp(sentences: readonly string[]): void {
  process.stderr.write(`\n${sentences.join('\n')}\n\n`);
  process.exitCode = 1;
}
