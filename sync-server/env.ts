// Owns reading the environment: the only file that looks at process.env. Every fault becomes a sentence that says what to do.

import { join } from 'node:path';
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
  /** Where confirmed doses are sent on, in the national portal's shape; undefined: nowhere. */
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
      cowinOut:
        cowinAddress === undefined
          ? undefined
          : { address: cowinAddress, token: text('COWIN_OUT_TOKEN') },
      logLevel: logLevel !== undefined && isLogLevel(logLevel) ? logLevel : undefined,
    },
  };
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
