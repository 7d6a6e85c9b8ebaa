// Owns what a start says when something is in the way, and that a demo appears whole or not at all.

import { spawnSync } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEnvironment, type Environment } from '../env.ts';
import { findDecisionsFault } from '../decisions/decisions-file.ts';
import { addressOf, writeGreeting } from './greeting.ts';
import { sayBackups, sayDecisions, sayRecoveryKey } from './notices.ts';
import { findPortFault, listen, readTlsFiles, stopListening } from './listen.ts';
import { openData } from './open-data.ts';
import { openOrMakeDemo } from './open-or-make-demo.ts';

const options = {
  random: (length: number) => new Uint8Array(randomBytes(length)),
  isNewDemo: false,
  onPoolError: () => undefined,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suchi-start-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the environment', () => {
  it('has a default for everything', () => {
    const read = readEnvironment({});
    expect(read).toMatchObject({ environment: { port: 8787, dataDirectory: './data' } });
  });

  it.each([
    [{ PORT: 'http' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ TLS_CERT: 'a.pem' }, 'TLS_KEY'],
    [{ DATABASE_URL: 'mysql://x' }, 'postgres://'],
    [{ LOG_LEVEL: 'loud' }, 'debug, info'],
    [{ PUBLIC_ADDRESS: 'vaccines.example' }, 'https://'],
    [{ COWIN_OUT_URL: 'http://register.example/in' }, 'https'],
    [{ COWIN_OUT_URL: 'https://name:word@register.example/in' }, 'https'],
  ])('says what is wrong with %o', (variables, words) => {
    const read = readEnvironment(variables);
    expect(read.outcome === 'faulty' ? read.sentences.join() : '').toContain(words);
  });
});

describe('the data folder', () => {
  it('is opened again with its keys and its epoch', async () => {
    const location = { dataDirectory: join(folder, 'data'), databaseUrl: undefined };
    const epochs: unknown[] = [];
    for (let i = 0; i < 2; i++) {
      const opened = await openData(location, options);
      if (opened.outcome !== 'open') throw new Error(opened.sentences.join());
      epochs.push(await opened.store.database.selectFrom('deployment').selectAll().execute());
      await opened.store.close();
    }
    expect(epochs[0]).toEqual(epochs[1]);
    expect(JSON.stringify(epochs[0])).toMatch(/"epoch","value":"1-[0-9a-f]{8}"/);
  });

  it('is refused with a sentence when it is a file, has a newer database, or other keys', async () => {
    const say = async (dataDirectory: string): Promise<string> => {
      const opened = await openData({ dataDirectory, databaseUrl: undefined }, options);
      if (opened.outcome === 'open') await opened.store.close();
      return opened.outcome === 'refused' ? opened.sentences.join(' ') : 'opened';
    };
    await writeFile(join(folder, 'file'), '');
    expect(await say(join(folder, 'file'))).toContain('is not a folder');
    const data = join(folder, 'data');
    expect(await say(data)).toBe('opened');
    const opened = await openData({ dataDirectory: data, databaseUrl: undefined }, options);
    if (opened.outcome !== 'open') throw new Error('not opened');
    const setSchema = (value: string) =>
      opened.store.database
        .updateTable('deployment')
        .set({ value })
        .where('name', '=', 'schema')
        .execute();
    const known = await opened.store.database
      .selectFrom('deployment')
      .select('value')
      .where('name', '=', 'schema')
      .executeTakeFirstOrThrow();
    await setSchema('999');
    expect(await say(data)).toContain('newer than this program');
    await setSchema(known.value);
    await opened.store.close();
    await rm(join(data, 'keys'), { recursive: true });
    expect(await say(data)).toContain('do not belong to this database');
    await writeFile(join(data, 'keys', 'keys.json'), '{"cut');
    expect(await say(data)).toContain('keys.json is damaged');
    await writeFile(
      join(data, 'suchi.sqlite'),
      'not a database, but long enough to be looked at as one',
    );
    await rm(join(data, 'keys'), { recursive: true });
    expect(await say(data)).toContain('cannot be opened');
  });

  it('is refused with a sentence when only its database file is not writable', async (context) => {
    const location = { dataDirectory: join(folder, 'data'), databaseUrl: undefined };
    const opened = await openData(location, options);
    if (opened.outcome === 'open') await opened.store.close();
    const paths = await readdir(location.dataDirectory, { recursive: true });
    // Root may write everywhere: a program of somebody else opens the folder instead.
    const nobody = 65_534;
    const isRoot = process.getuid?.() === 0;
    for (const path of [
      folder,
      ...['.', ...paths].map((each) => join(location.dataDirectory, each)),
    ])
      if (isRoot) await chown(path, nobody, nobody);
    await chmod(join(location.dataDirectory, 'suchi.sqlite'), 0o444);
    const source = pathToFileURL(join(import.meta.dirname, 'open-data.ts')).href;
    const program = `const { openData } = await import('${source}');
      const opened = await openData(${JSON.stringify(location)}, { isNewDemo: false });
      console.log(opened.outcome === 'refused' ? opened.sentences.join(' ') : 'opened');
      process.exit(0);`;
    const ran = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: folder,
      encoding: 'utf8',
      ...(isRoot ? { uid: nobody, gid: nobody } : {}),
    });
    if (isRoot && ran.status !== 0 && /EACCES/.test(`${ran.error} ${ran.stderr}`))
      context.skip('this clone lies where nobody but root may read it');
    expect(ran.stdout).toMatch(/suchi\.sqlite is not writable for this user\. .*DATA_DIR=/);
  });

  it('gets a demo only when it is missing, and then whole', async () => {
    const location = { dataDirectory: join(folder, 'data'), databaseUrl: undefined };
    let fills = 0;
    const make = (fill: () => Promise<void>, isEmptyWanted = false) =>
      openOrMakeDemo(location, isEmptyWanted, { ...options, say: () => undefined, fill });
    const failing = make(async () => {
      throw new Error('cut short');
    });
    await expect(failing).rejects.toThrow('cut short');
    expect(await readdir(folder)).toEqual(['data.unfinished']);
    const count = async (): Promise<void> => void (fills += 1);
    for (let i = 0; i < 2; i++) {
      const opened = await make(count);
      expect(opened).toMatchObject({ outcome: 'open', isDemo: true });
      if (opened.outcome === 'open') await opened.store.close();
    }
    expect(fills).toBe(1);
    expect(await readdir(folder)).toEqual(['data']);
    const empty = { dataDirectory: join(folder, 'register'), databaseUrl: undefined };
    const register = await openOrMakeDemo(empty, true, {
      ...options,
      say: () => undefined,
      fill: count,
    });
    expect(register).toMatchObject({ outcome: 'open', isDemo: false });
    if (register.outcome === 'open') await register.store.close();
    expect(fills).toBe(1);
  });
});

describe('the socket', () => {
  it('names the port that is taken and how to choose another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => void other.listen(0, () => resolve()));
    const { port } = other.address() as AddressInfo;
    const wanted = { port, host: undefined, tls: undefined };
    expect((await findPortFault(wanted))?.join(' ')).toContain(`PORT=${port + 1} npm start`);
    const listening = await listen(new Hono(), wanted);
    expect(listening).toMatchObject({ outcome: 'refused' });
    await new Promise((resolve) => other.close(resolve));
    expect(await findPortFault(wanted)).toBeNull();
  });

  it('lets a running request finish when it stops', async () => {
    const app = new Hono();
    app.get('/slow', async (context) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return context.text('whole');
    });
    const listening = await listen(app, { port: 0, host: '127.0.0.1', tls: undefined });
    if (listening.outcome !== 'listening') throw new Error(listening.sentences.join());
    const { port } = listening.server.address() as AddressInfo;
    const running = fetch(`http://127.0.0.1:${port}/slow`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = stopListening(listening.server, 5);
    expect(await (await running).text()).toBe('whole');
    await stopped;
    await expect(fetch(`http://127.0.0.1:${port}/slow`)).rejects.toThrow();
  });

  it.skipIf(spawnSync('openssl', ['version']).status !== 0)(
    'speaks TLS under the certificate it was given, and nothing in clear on that port',
    async () => {
      const files = { certificateFile: join(folder, 'c.pem'), keyFile: join(folder, 'k.pem') };
      const wanted = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2
        -subj /CN=localhost -addext subjectAltName=DNS:localhost`;
      const places = ['-keyout', files.keyFile, '-out', files.certificateFile];
      const made = spawnSync('openssl', [...wanted.split(/\s+/), ...places]);
      expect(made.status).toBe(0);
      const read = await readTlsFiles(files);
      if (read.outcome !== 'read') throw new Error(read.sentences.join());
      const app = new Hono();
      app.get('/', (context) => context.text('sealed on the way'));
      const listening = await listen(app, { port: 0, host: '127.0.0.1', tls: read.tls });
      if (listening.outcome !== 'listening') throw new Error(listening.sentences.join());
      const { port } = listening.server.address() as AddressInfo;
      const ask = (ca: Buffer | undefined): Promise<string> =>
        new Promise((resolve, reject) => {
          const to = { host: '127.0.0.1', port, servername: 'localhost', agent: false };
          get(ca === undefined ? to : { ...to, ca }, (answer) => {
            answer.setEncoding('utf8');
            answer.on('data', resolve);
          }).on('error', reject);
        });
      expect(await ask(read.tls?.cert)).toBe('sealed on the way');
      await expect(ask(undefined)).rejects.toThrow(/certificate/);
      await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
      await stopListening(listening.server, 1);
    },
  );

  it('says which certificate file cannot be read', async () => {
    const files = { certificateFile: join(folder, 'cert.pem'), keyFile: join(folder, 'key.pem') };
    const read = await readTlsFiles(files);
    expect(read.outcome === 'refused' ? read.sentences.join() : '').toContain('cert.pem');
  });
});

describe('the decisions file', () => {
  it('is refused with a sentence when its disk is not there', () => {
    const path = join(folder, 'not-mounted', 'decisions.log');
    expect(findDecisionsFault(path)?.join(' ')).toContain('DECISIONS_FILE');
    expect(findDecisionsFault(join(folder, 'decisions.log'))).toBeNull();
  });
});

describe('what a start says besides', () => {
  const whole = {
    entries: [],
    last: new Uint8Array(32),
    isLastLineTorn: false,
    damagedLines: [],
    linesAfterGap: [],
  };
  const calm = {
    epoch: { number: 1, randomHex: '00000000' },
    isNewEpoch: false,
    missing: 0,
    waiting: 0,
    reading: whole,
  };

  it('is nothing on an ordinary day', () => {
    expect([...sayDecisions(calm), ...sayRecoveryKey(null)]).toEqual([]);
  });

  it('is how old the last backups are, when they are', () => {
    const now = 1_790_000_000;
    const daysAgo = (days: number): number => now - days * 86_400;
    const say = (any: number | null, offMachine: number | null) =>
      sayBackups({ any, offMachine }, now).join(' ');
    expect(say(null, null)).toContain('no verified backup');
    expect(say(daysAgo(1), daysAgo(7))).toBe('');
    expect(say(daysAgo(3), daysAgo(9))).toMatch(/3 days old.*9 days old/);
    expect(say(daysAgo(1), null)).toContain('off this machine');
  });

  it('is the recovery key once, a roll-back, and every fault of the decisions file', () => {
    expect(sayRecoveryKey('ABCD-EFGH').join('\n')).toContain('ABCD-EFGH');
    const reading = {
      ...whole,
      isLastLineTorn: true,
      damagedLines: Array.from({ length: 40 }, (_, i) => i + 1),
      linesAfterGap: [77],
    };
    const said = sayDecisions({ ...calm, isNewEpoch: true, missing: 3, waiting: 2, reading }).join(
      ' ',
    );
    for (const words of [
      'older than the decisions file',
      '3 decisions',
      '2 decisions wait',
      'cut off',
      '10 and 30 more',
      'line 77',
    ])
      expect(said).toContain(words);
  });
});

describe('the greeting', () => {
  const environment: Environment = {
    port: 8787,
    host: undefined,
    dataDirectory: './data',
    decisionsFile: './data/decisions.log',
    databaseUrl: undefined,
    tls: undefined,
    publicAddress: undefined,
    logLevel: undefined,
    sms: null,
    smsPerDayMax: undefined,
    smsPerPhoneMax: undefined,
    smsLanguage: undefined,
    cowinOut: undefined,
    aadhaarQrKeyFile: undefined,
  };
  const facts = {
    appVersion: '0.1.0',
    environment,
    isBuilt: true,
    centres: 0,
    accounts: 0,
    notices: [],
  };

  it('of a demo gives the addresses, a way in for desk and tablet, and three codes', () => {
    const person = {
      name: 'Made Up',
      slot: '10:00-12:00',
      referenceId: '61399127700004',
      code: '0423',
    };
    const demo = {
      account: 'demo-supervisor',
      password: 'aaaa-bbbb',
      centreName: 'PHC Nowhere',
      enrolmentCode: 'ABC-DEFGH',
      people: [person, person, person],
    };
    const text = writeGreeting({ ...facts, isDemo: true, demo });
    for (const words of [
      'http://localhost:8787/desk',
      'demo-supervisor',
      'aaaa-bbbb',
      'PHC Nowhere',
      'ABC-DEFGH',
      'code 0423',
      '10 minutes',
      'Ctrl-C',
      'made up',
      '--empty',
      'adb reverse',
    ]) {
      expect(text).toContain(words);
    }
    expect(text).toContain('TLS_CERT');
  });

  it('of a register says how to load a day and how to make an account, while there is none', () => {
    const text = writeGreeting({ ...facts, isDemo: false, demo: null });
    expect(text).toContain('npm run import');
    expect(text).toContain('npm run account');
    const filled = writeGreeting({ ...facts, centres: 3, accounts: 1, isDemo: false, demo: null });
    expect(filled).not.toContain('npm run');
  });

  it('names the address people really reach', () => {
    const tls = { certificateFile: 'c', keyFile: 'k' };
    expect(addressOf({ ...environment, tls })).toBe('https://localhost:8787');
    expect(addressOf({ ...environment, host: '10.0.0.5' })).toBe('http://10.0.0.5:8787');
    expect(addressOf({ ...environment, host: '::1' })).toBe('http://[::1]:8787');
    const publicAddress = 'https://vaccines.example.org';
    expect(addressOf({ ...environment, publicAddress })).toBe(publicAddress);
  });
});
