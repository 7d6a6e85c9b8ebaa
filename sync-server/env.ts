// Owns reading the environment: the only file that looks at process.env. Every fault becomes a sentence that says what to do.

import { join } from 'node:path';
import { isMessageLanguage, messageLanguages, type MessageLanguage } from './messages/texts.ts';
import { logLevels, type LogLevel } from './logger.ts';

export interface Environment {
  readonly port: number;
  readonly host: string | undefined;
  readonly dataDirectory: string;
  /** The file that keeps decisions when the database is lost: best on another disk. */
  readonly decisionsFile: string;
  /** postgres:// address, or undefined for the SQLite file in the data folder. */
  readonly databaseUrl: string | undefined;
  readonly tls: { readonly certificateFile: string; readonly keyFile: string } | undefined;
  /** Where people reach this server when something in front of it speaks HTTPS for it. */
  readonly publicAddress: string | undefined;
  readonly logLevel: LogLevel | undefined;
  /** Null: the outbox only. */
  readonly sms: { readonly url: string; readonly token: string } | null;
  readonly smsPerDayMax: number | undefined;
  readonly smsPerPhoneMax: number | undefined;
  readonly smsLanguage: MessageLanguage | undefined;
  /** Where confirmed doses are sent on, in the national portal's shape; undefined: nowhere. */
  /** File with UIDAI's key for the secure QR of Aadhaar cards; undefined: tablets check none. */
  readonly aadhaarQrKeyFile: string | undefined;
  readonly cowinOut: { readonly address: string; readonly token: string | undefined } | undefined;
}

export type EnvironmentOutcome =
  | { readonly outcome: 'read'; readonly environment: Environment }
  | { readonly outcome: 'faulty'; readonly sentences: readonly string[] };

type Variables = Readonly<Record<string, string | undefined>>;

export const portDefault = 8787;
export const dataDirectoryDefault = './data';

export function readEnvironment(variables: Variables = process.env): EnvironmentOutcome {
  const text = (name: string): string | undefined => variables[name]?.trim() || undefined;
  const port = Number(text('PORT') ?? portDefault);
  const certificateFile = text('TLS_CERT');
  const keyFile = text('TLS_KEY');
  const publicAddress = text('PUBLIC_ADDRESS');
  const databaseUrl = text('DATABASE_URL');
  const dataDirectory = text('DATA_DIR') ?? dataDirectoryDefault;
  const logLevel = text('LOG_LEVEL');
  const sms = readSms(text);
  const cowinAddress = text('COWIN_OUT_URL');
  const sentences = [
    ...(Number.isInteger(port) && port >= 1 && port <= 65_535
      ? []
      : [`PORT must be a number from 1 to 65535, for example PORT=${portDefault}.`]),
    ...((certificateFile === undefined) === (keyFile === undefined)
      ? []
      : ['HTTPS needs both files: set TLS_CERT and TLS_KEY, or neither.']),
    ...(publicAddress === undefined || isHttpAddress(publicAddress)
      ? []
      : ['PUBLIC_ADDRESS must be an address like https://vaccines.example.org.']),
    ...(databaseUrl === undefined || /^postgres(ql)?:\/\//.test(databaseUrl)
      ? []
      : ['DATABASE_URL must begin with postgres://. Without it, SQLite in DATA_DIR is used.']),
    ...(cowinAddress === undefined || isSafeToSendTo(cowinAddress)
      ? []
      : ['COWIN_OUT_URL must be an https address: what is sent there names persons.']),
    ...(logLevel === undefined || isLogLevel(logLevel)
      ? []
      : [`LOG_LEVEL must be one of ${logLevels.join(', ')}.`]),
    ...sms.sentences,
  ];
  if (sentences.length > 0) return { outcome: 'faulty', sentences };
  return {
    outcome: 'read',
    environment: {
      port,
      host: text('HOST'),
      dataDirectory,
      decisionsFile: text('DECISIONS_FILE') ?? join(dataDirectory, 'decisions.log'),
      databaseUrl,
      tls:
        certificateFile !== undefined && keyFile !== undefined
          ? { certificateFile, keyFile }
          : undefined,
      publicAddress: publicAddress?.replace(/\/+$/, ''),
      aadhaarQrKeyFile: text('AADHAAR_QR_KEY'),
      cowinOut:
        cowinAddress === undefined
          ? undefined
          : { address: cowinAddress, token: text('COWIN_OUT_TOKEN') },
      logLevel: logLevel !== undefined && isLogLevel(logLevel) ? logLevel : undefined,
      ...sms.environment,
    },
  };
}

type SmsEnvironment = Pick<Environment, 'sms' | 'smsPerDayMax' | 'smsPerPhoneMax' | 'smsLanguage'>;

function readSms(text: (name: string) => string | undefined): {
  readonly sentences: readonly string[];
  readonly environment: SmsEnvironment;
} {
  const url = text('SMS_GATEWAY_URL');
  const token = text('SMS_GATEWAY_TOKEN');
  const language = text('SMS_LANGUAGE');
  const perDay = text('SMS_PER_DAY_MAX');
  const perPhone = text('SMS_PER_PHONE_MAX');
  const isCount = (count: string | undefined): boolean =>
    count === undefined || /^[1-9]\d{0,6}$/.test(count);
  const sentences = [
    ...((url === undefined) === (token === undefined)
      ? []
      : ['A gateway needs both: set SMS_GATEWAY_URL and SMS_GATEWAY_TOKEN, or neither.']),
    ...(url === undefined || isSafeAddress(url)
      ? []
      : ['SMS_GATEWAY_URL must begin with https:// (http:// on this machine only).']),
    ...(isCount(perDay) && isCount(perPhone)
      ? []
      : ['SMS_PER_DAY_MAX and SMS_PER_PHONE_MAX must be whole numbers above 0.']),
    ...(language === undefined || isMessageLanguage(language)
      ? []
      : [`SMS_LANGUAGE must be one of ${messageLanguages.join(', ')}.`]),
  ];
  return {
    sentences,
    environment: {
      sms: url !== undefined && token !== undefined ? { url, token } : null,
      smsPerDayMax: perDay === undefined ? undefined : Number(perDay),
      smsPerPhoneMax: perPhone === undefined ? undefined : Number(perPhone),
      smsLanguage: isMessageLanguage(language) ? language : undefined,
    },
  };
}

/** Phones and codes go there: never in clear over a network. */
function isSafeAddress(address: string): boolean {
  const url = URL.parse(address);
  if (url === null) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isThisMachine(url.hostname));
}

function isThisMachine(name: string): boolean {
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]';
}

function isLogLevel(text: string): text is LogLevel {
  return (logLevels as readonly string[]).includes(text);
}

/** Over plain http only to this very machine. No name or password in the address: it would end up in places. */
function isSafeToSendTo(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere);
}

function isHttpAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}
