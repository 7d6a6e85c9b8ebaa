// Owns what the import's tests share: a store in a temporary folder, made-up sessions and lines, and what was printed.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { openData } from '../start/open-data.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Store } from '../store/database.ts';
import type { AppointmentTable } from '../store/schema.ts';
import type { ImportOrder } from './import-order.ts';
import { rosterColumns, type RosterFields } from './roster-shape.ts';
import { runImport, type ImportOutcome } from './run-import.ts';

export interface ImportDesk {
  readonly folder: string;
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly run: (
    order: Partial<ImportOrder>,
  ) => Promise<{ outcome: ImportOutcome; printed: string }>;
  readonly write: (name: string, content: string | Uint8Array) => Promise<string>;
  readonly appointments: () => Promise<AppointmentTable[]>;
  readonly close: () => Promise<void>;
}

/** Epoch seconds of every import in tests. */
export const importedAt = 1_621_500_000;

export async function openImportDesk(): Promise<ImportDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'suchi-import-'));
  const location = { dataDirectory: join(folder, 'data'), databaseUrl: undefined };
  const options = {
    random: (length: number) => new Uint8Array(randomBytes(length)),
    isNewDemo: false,
    onPoolError: () => undefined,
  };
  const data = await openData(location, options);
  if (data.outcome !== 'open') throw new Error(data.sentences.join(' '));
  const { store, keys } = data;
  return {
    folder,
    store,
    keys,
    run: async (order) => {
      const lines: string[] = [];
      const outcome = await runImport(
        {
          store,
          keys,
          clock: { nowSeconds: () => importedAt },
          random: options.random,
          currentFolder: folder,
          print: (text) => void lines.push(text),
          progress: () => ({ lines: () => undefined, bytes: () => undefined }),
          commandFor: (files) => `COMMAND ${JSON.stringify(files)}`,
        },
        {
          sessions: null,
          roster: null,
          staff: null,
          stock: null,
          on: null,
          keepGoing: false,
          ...order,
        },
      );
      return { outcome, printed: lines.join('\n') };
    },
    write: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    appointments: () =>
      store.database
        .selectFrom('appointment')
        .selectAll()
        .orderBy('centre_id')
        .orderBy('appointment_no')
        .execute(),
    close: async () => {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export const madeUpSessions = {
  centers: [
    {
      center_id: 101,
      name: 'Test PHC',
      address: 'Road 1',
      state_name: 'State',
      district_name: 'District',
      block_name: 'Block',
      pincode: 410_000,
      lat: 0,
      long: '0',
      from: '09:00:00',
      to: '17:00:00',
      fee_type: 'Free',
      sessions: [
        {
          session_id: 's-a',
          date: '21-05-2021',
          available_capacity: 50,
          min_age_limit: 45,
          vaccine: 'COVISHIELD',
          slots: ['09:00AM-11:00AM', '11:00AM-01:00PM'],
        },
        {
          session_id: 's-b',
          date: '22-05-2021',
          available_capacity: 50,
          min_age_limit: 45,
          vaccine: 'COVISHIELD',
          slots: ['09:00AM-11:00AM'],
        },
      ],
    },
    {
      center_id: 102,
      name: 'Other PHC',
      address: 'Road 2',
      state_name: 'State',
      district_name: 'District',
      block_name: 'Block',
      pincode: '410001',
      from: '09:00:00',
      to: '17:00:00',
      sessions: [
        {
          session_id: 's-c',
          date: '21-05-2021',
          min_age_limit: 45,
          vaccine: 'COVAXIN',
          slots: [{ time: '09:00AM-11:00AM', seats: 9 }],
        },
      ],
    },
  ],
};

export const madeUpLine: RosterFields = {
  beneficiary_reference_id: '10000000000001',
  name: 'Asha Example',
  birth_year: '1960',
  gender: 'Female',
  mobile_number: '6000000001',
  photo_id_type: 'Aadhaar Card',
  photo_id_number: '000000000001',
  center_id: '101',
  session_id: 's-a',
  date: '21-05-2021',
  slot: '09:00AM-11:00AM',
  vaccine: 'COVISHIELD',
  dose: '1',
  dose1_date: '',
  dose1_vaccine: '',
  security_code: '4711',
};

/** A list of people who differ in everything that must differ; each `change` mends one line. */
export function madeUpRoster(changes: readonly Partial<RosterFields>[]): RosterFields[] {
  const first = ['Asha', 'Baban', 'Chitra', 'Dilip', 'Ela', 'Farid', 'Gita', 'Hari', 'Indu', 'Jai'];
  const last = [
    'Agre',
    'Bhor',
    'Chole',
    'Dange',
    'Ekbote',
    'Firke',
    'Gore',
    'Hake',
    'Ingle',
    'Joglekar',
  ];
  return changes.map((change, i) => ({
    ...madeUpLine,
    beneficiary_reference_id: String(10_000_000_000_001 + i),
    name: `${first[i % 10]} ${last[Math.floor(i / 10) % 10]}${'a'.repeat(Math.floor(i / 100))}`,
    mobile_number: String(6_000_000_001 + i),
    photo_id_number: String(1 + i).padStart(12, '0'),
    security_code: String(4711 + i),
    ...change,
  }));
}

export function toCsv(
  lines: readonly RosterFields[],
  columns: readonly string[] = rosterColumns,
): string {
  const cell = (value: string): string =>
    /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const rows = lines.map((line) => rosterColumns.map((column) => cell(line[column])).join(','));
  return [columns.join(','), ...rows].map((row) => `${row}\r\n`).join('');
}
