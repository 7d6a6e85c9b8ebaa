// Owns a stand-in for the state's register: real HTTP on loopback, which can be killed, restarted, slow, wrong or rude.

import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MockRecord {
  readonly record_id: string;
  readonly revision: number;
  readonly action: string;
  readonly name: string;
}

/** How one request is answered. `swallow`: taken and kept, and the connection cut before the answer. */
export type Manner =
  | 'take'
  | 'swallow'
  | 'hang'
  | 'error-in-200'
  | 'html-200'
  | 'empty-204'
  | 'redirect'
  | 'other-record'
  | 'refuse-400'
  | 'down-503'
  | 'login-401';

export interface CowinMock {
  readonly address: () => string;
  /** What it holds: of each record the greatest revision. */
  readonly records: Map<string, MockRecord>;
  readonly requests: { readonly key: string; readonly body: MockRecord }[];
  readonly headers: Record<string, string | string[] | undefined>[];
  mannerOf: (body: MockRecord) => Manner;
  readonly start: () => Promise<void>;
  /** As a power cut: open connections are cut, the port is free. */
  readonly kill: () => Promise<void>;
}

export function createCowinMock(): CowinMock {
  let server: Server | null = null;
  let port = 0;
  const mock: CowinMock = {
    address: () => `http://127.0.0.1:${port}/api/v3/vaccinator/beneficiaries/vaccinate`,
    records: new Map(),
    requests: [],
    headers: [],
    mannerOf: () => 'take',
    start: async () => {
      const started = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as MockRecord;
          mock.requests.push({ key: String(request.headers['idempotency-key']), body });
          mock.headers.push(request.headers);
          answer(mock, body, response);
        });
      });
      server = started;
      await new Promise<void>((resolve) => started.listen(port, '127.0.0.1', resolve));
      ({ port } = started.address() as AddressInfo);
    },
    kill: async () => {
      const killed = server;
      server = null;
      if (killed === null) return;
      await new Promise<void>((resolve) => {
        killed.close(() => resolve());
        killed.closeAllConnections();
      });
    },
  };
  return mock;
}

function answer(mock: CowinMock, body: MockRecord, response: ServerResponse): void {
  const manner = mock.mannerOf(body);
  const json = (status: number, said: object): void => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(said));
  };
  const { record_id, revision } = body;
  switch (manner) {
    case 'take':
      keep(mock, body);
      return json(200, { record_id, revision });
    case 'swallow':
      keep(mock, body);
      response.destroy();
      return;
    case 'hang':
      return;
    case 'error-in-200':
      return json(200, { errorCode: 'APPOIN0018', error: `Invalid name ${body.name}` });
    case 'html-200':
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<html>Please accept the terms of this network</html>');
      return;
    case 'empty-204':
      response.writeHead(204);
      response.end();
      return;
    case 'redirect':
      response.writeHead(302, { location: mock.address() });
      response.end();
      return;
    case 'other-record':
      return json(200, { record_id: `${record_id}x`, revision });
    case 'refuse-400':
      return json(400, { errorCode: 'USRRES0001', error: `${body.name} is not known` });
    case 'down-503':
      return json(503, {});
    case 'login-401':
      return json(401, {});
  }
}

function keep(mock: CowinMock, body: MockRecord): void {
  const held = mock.records.get(body.record_id);
  if (held === undefined || held.revision < body.revision) mock.records.set(body.record_id, body);
}
