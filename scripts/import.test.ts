import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { madeUpRoster, madeUpSessions, toCsv } from '../sync-server/imports/import-fixture.ts';
import { openData } from '../sync-server/start/open-data.ts';

const data = join(import.meta.dirname, '../../shared/data');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suchi-import-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function runImport(args: readonly string[], dataDirectory = join(folder, 'data')) {
  const result = spawnSync(process.execPath, [join(import.meta.dirname, 'import.ts'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64_000_000,
    env: { ...process.env, DATA_DIR: dataDirectory, DATABASE_URL: '' },
  });
  return { code: result.status, printed: result.stdout, faults: result.stderr };
}

const openStoreAt = (dataDirectory: string, isNewDemo: boolean) =>
  openData(
    { dataDirectory, databaseUrl: undefined },
    { random: (length) => new Uint8Array(length).fill(7), isNewDemo, onPoolError: () => undefined },
  );

describe('npm run import', () => {
  test('takes sessions and roster into a new store and ends with time and memory', async () => {
    await writeFile(join(folder, 's.json'), JSON.stringify(madeUpSessions));
    await writeFile(join(folder, 'r.csv'), toCsv(madeUpRoster([{}, {}])));
    const { code, printed } = runImport(['--sessions', 's.json', '--roster', 'r.csv']);
    expect(printed).toContain('2 taken, 0 refused');
    expect(printed).toMatch(/Done after \d+\.\d s, at most \d+ MB of memory/);
    expect(code).toBe(0);
  });

  test('without a file, or with a word it does not know, shows how it is used', () => {
    expect(runImport([]).faults).toContain('--sessions FILE');
    expect(runImport(['--frobnicate']).faults).toContain('frobnicate');
    expect(runImport(['--roster', 'x.csv', '--on', 'someday']).faults).toContain(
      '--on someday is not a day',
    );
  });

  test('refuses a demo store and prints the commands for a real one', async () => {
    const demo = join(folder, 'data');
    const opened = await openStoreAt(demo, true);
    if (opened.outcome === 'open') await opened.store.close();
    await writeFile(join(folder, 's.json'), JSON.stringify(madeUpSessions));
    const { code, faults } = runImport(['--sessions', 's.json', '--keep-going']);
    expect(code).toBe(1);
    expect(faults).toContain(`DATA_DIR=${demo}-real npm start -- --empty`);
    expect(faults).toContain(
      `DATA_DIR=${demo}-real npm run import -- --sessions s.json --keep-going`,
    );
  });

  test('says in a sentence that the database is newer, or that the folder is none', async () => {
    const opened = await openStoreAt(join(folder, 'data'), false);
    if (opened.outcome !== 'open') throw new Error('not opened');
    await opened.store.database
      .updateTable('deployment')
      .set({ value: '99' })
      .where('name', '=', 'schema')
      .execute();
    await opened.store.close();
    expect(runImport(['--roster', 'r.csv']).faults).toContain(
      'The database is newer than this program',
    );
    await writeFile(join(folder, 'file'), '');
    expect(runImport(['--roster', 'r.csv'], join(folder, 'file')).faults).toContain(
      'is not a folder',
    );
  });

  test.skipIf(process.getuid?.() === 0)('says that the data folder is not writable', async () => {
    await mkdir(join(folder, 'locked'));
    await chmod(join(folder, 'locked'), 0o555);
    expect(runImport(['--roster', 'r.csv'], join(folder, 'locked')).faults).toContain(
      'not writable',
    );
  });

  test.skipIf(!existsSync(data))(
    'takes the whole real roster within 30 s and 300 MB',
    () => {
      const { code, printed } = runImport([
        '--sessions',
        join(data, 'cowin/raigad-393-calendarByDistrict-2021-05.json'),
        '--roster',
        join(data, 'rosters/raigad-2021-05-21.csv'),
      ]);
      expect(code).toBe(0);
      expect(printed).toContain('9,000 taken, 0 refused');
      const [, seconds, megabytes] = /Done after ([\d.]+) s, at most (\d+) MB/.exec(printed)!;
      expect(Number(seconds)).toBeLessThan(30);
      expect(Number(megabytes)).toBeLessThan(300);
    },
    60_000,
  );

  test('keeps 200,000 lines below 300 MB', async () => {
    await writeFile(join(folder, 's.json'), JSON.stringify(madeUpSessions));
    await writeFile(
      join(folder, 'r.csv'),
      toCsv(
        madeUpRoster(
          Array.from({ length: 200_000 }, (_, i) => ({
            name: `Person ${i}`,
            security_code: String(i % 10_000).padStart(4, '0'),
          })),
        ),
      ),
    );
    const { code, printed } = runImport(['--sessions', 's.json', '--roster', 'r.csv']);
    expect(code).toBe(0);
    const [, megabytes] = /at most (\d+) MB/.exec(printed)!;
    expect(Number(megabytes)).toBeLessThan(300);
  }, 180_000);
});
