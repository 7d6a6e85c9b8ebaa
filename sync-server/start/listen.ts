// Owns the listening socket: HTTP or HTTPS, a clear outcome when the port is taken, and a stop that lets requests finish.

import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Environment } from '../env.ts';

export type TlsFiles =
  | {
      readonly outcome: 'read';
      readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
    }
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

export async function readTlsFiles(files: Environment['tls']): Promise<TlsFiles> {
  if (files === undefined) return { outcome: 'read', tls: undefined };
  try {
    const cert = await readFile(files.certificateFile);
    return { outcome: 'read', tls: { cert, key: await readFile(files.keyFile) } };
  } catch (error) {
    const { path, code } = error as NodeJS.ErrnoException;
    const file = path ?? files.certificateFile;
    return {
      outcome: 'refused',
      sentences: [`TLS_CERT or TLS_KEY names a file that cannot be read: ${file} (${code}).`],
    };
  }
}

export type ListenOutcome =
  | { readonly outcome: 'listening'; readonly server: Server }
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

export interface ListenOptions {
  readonly port: number;
  readonly host: string | undefined;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

export async function listen(app: Hono, options: ListenOptions): Promise<ListenOutcome> {
  const { port, host, tls } = options;
  try {
    const server = createAdaptorServer({
      fetch: app.fetch,
      ...(tls === undefined
        ? { createServer: createHttpServer }
        : { createServer: createHttpsServer, serverOptions: tls }),
    }) as Server;
    await startListening(server, port, host);
    return { outcome: 'listening', server };
  } catch (error) {
    return { outcome: 'refused', sentences: explainListening(error, options) };
  }
}

/** Asked before a minute of seeding, so that the answer comes at once. Null: the port is free. */
export async function findPortFault(options: ListenOptions): Promise<readonly string[] | null> {
  const probe = createSocketServer();
  try {
    await startListening(probe, options.port, options.host);
    await new Promise((resolve) => probe.close(resolve));
    return null;
  } catch (error) {
    return explainListening(error, options);
  }
}

const idleCheckMs = 50;

/** Takes no new connections, lets what runs finish, and cuts what is left after `secondsMax`. */
export async function stopListening(server: Server, secondsMax: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), secondsMax * 1000);
    // A browser keeps its connection open after the last answer: such a one is not waited for.
    const closeIdle = setInterval(() => server.closeIdleConnections(), idleCheckMs);
    server.close(() => {
      clearTimeout(cut);
      clearInterval(closeIdle);
      resolve();
    });
  });
}

function startListening(
  server: SocketServer,
  port: number,
  host: string | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function explainListening(error: unknown, { port, host }: ListenOptions): readonly string[] {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') {
    return [
      `Port ${port} is taken already, perhaps by a Suchi that still runs.`,
      `Choose another one: PORT=${port + 1} npm start`,
    ];
  }
  if (code === 'EACCES') {
    return [
      `This user may not listen on port ${port}.`,
      'Choose one above 1023: PORT=8787 npm start',
    ];
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return [`HOST=${host} is not an address of this machine.`];
  }
  if (code.startsWith('ERR_OSSL') || code.startsWith('ERR_SSL')) {
    return [`TLS_CERT and TLS_KEY do not hold a certificate and its key (${code}).`];
  }
  return [`The server cannot listen on port ${port}: ${code || message}.`];
}
