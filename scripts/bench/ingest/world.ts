// Owns the made-up district of the ingest bench: a real data folder with centres, bookings with codes, staff and enrolled tablets.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { utf8ToBytes } from '../../../schemas/bytes.ts';
import type { AppointmentSubject } from '../../../schemas/events/event.ts';
import { appointmentCheck } from '../../../schemas/records/appointment-check.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import { codeTagOf } from '../../../schemas/rules/security-code.ts';
import {
  openDeploymentKeys,
  type DeploymentKeys,
} from '../../../sync-server/keys/deployment-keys.ts';
import { nodeDigest } from '../../../sync-server/keys/digest.ts';
import { openStore, type Store } from '../../../sync-server/store/database.ts';
import { createKey, PaperTablet } from '../../../sync-server/testing/paper-tablet.ts';

/** Two to four tablets stand in one room (field figures): four share a centre here, the harder case for its lock. */
const tabletsPerCentre = 4;
const insertRowsMax = 200;
const now = Math.floor(Date.now() / 1000);

export interface BenchTablet {
  readonly paper: PaperTablet;
  readonly staffKey: ReturnType<typeof createKey>;
  readonly centreId: number;
  /** First appointment number of this tablet's people. */
  readonly firstNo: number;
  /** Begins the names of this tablet's vials. */
  readonly letter: string;
}

export interface BenchWorld {
  readonly store: Store;
  readonly tablets: readonly BenchTablet[];
}

export const vaccinationSession = 'd54c5af7-3897-4da3-bd26-f937ab7ad553';

const referenceIdOf = (centreId: number, appointmentNo: number): string =>
  String(60_000_000_000_000 + centreId * 1_000_000 + appointmentNo);

export function subjectOf(centreId: number, appointmentNo: number): AppointmentSubject {
  const referenceId = referenceIdOf(centreId, appointmentNo);
  return {
    appointmentNo,
    check: appointmentCheck(nodeDigest, referenceId, vaccinationSession),
  };
}

export function codeOf(centreId: number, appointmentNo: number): number {
  return (centreId * 7_919 + appointmentNo * 37 + 353) % 10_000;
}

/** Fills `folder` as a server would find it. The caller closes the store. */
export async function createWorld(
  folder: string,
  tabletCount: number,
  peoplePerTablet: number,
): Promise<BenchWorld> {
  const keys = await openDeploymentKeys(folder);
  const opened = await openStore(join(folder, 'suchi.sqlite'), () => undefined);
  if (opened.outcome !== 'open') throw new Error(`ingest bench: ${JSON.stringify(opened)}`);
  const { store } = opened;
  const centres = Math.ceil(tabletCount / tabletsPerCentre);
  for (let centreId = 1; centreId <= centres; centreId++)
    await fillCentre(store, keys, centreId, tabletsPerCentre * peoplePerTablet);
  const tablets: BenchTablet[] = [];
  for (let i = 0; i < tabletCount; i++) {
    const centreId = 1 + Math.floor(i / tabletsPerCentre);
    const tablet = {
      paper: new PaperTablet(keys, centreId, now),
      staffKey: createKey(),
      centreId,
      firstNo: 1 + (i % tabletsPerCentre) * peoplePerTablet,
      letter: 'ABCD'[i % tabletsPerCentre]!,
    };
    await enrol(store, tablet);
    tablets.push(tablet);
  }
  return { store, tablets };
}

async function fillCentre(
  { database }: Store,
  keys: DeploymentKeys,
  centreId: number,
  people: number,
): Promise<void> {
  const day = istDayOf(now);
  await database
    .insertInto('centre')
    .values({
      centre_id: centreId,
      name: `Bench ${centreId}`,
      address: '',
      block: `Block ${centreId % 9}`,
      district: 'Bench District',
      state: 'State',
      pincode: '402201',
      opens_at: '10:00',
      closes_at: '17:00',
      next_appointment_no: people + 1,
      feed_seq: 0,
      feed_rolling: new Uint8Array(32),
      server_seq: 0,
      server_head: new Uint8Array(32),
    })
    .execute();
  await database
    .insertInto('vaccination_session')
    .values({
      centre_id: centreId,
      vaccination_session: vaccinationSession,
      day,
      product: 'COVISHIELD',
      slots: '["10:00-17:00"]',
      age_min: 18,
      age_max: null,
      capacity: people,
    })
    .execute();
  await database
    .insertInto('staff')
    .values({
      centre_id: centreId,
      staff_id: 'st-1',
      name: 'Vaccinator',
      role: 'vaccinator',
      is_active: 1,
    })
    .execute();
  const rows = Array.from({ length: people }, (_, i) => booking(keys, centreId, i + 1, day));
  for (let i = 0; i < rows.length; i += insertRowsMax)
    await database
      .insertInto('appointment')
      .values(rows.slice(i, i + insertRowsMax))
      .execute();
}

function booking(keys: DeploymentKeys, centreId: number, appointmentNo: number, day: string) {
  const code = String(codeOf(centreId, appointmentNo)).padStart(4, '0');
  return {
    centre_id: centreId,
    appointment_no: appointmentNo,
    check16: subjectOf(centreId, appointmentNo).check,
    reference_id: referenceIdOf(centreId, appointmentNo),
    vaccination_session: vaccinationSession,
    day,
    name: `Person ${appointmentNo}`,
    birth_year: 1940 + (appointmentNo % 50),
    gender: 'Female',
    mobile_number: `98${String(appointmentNo).padStart(8, '0')}`,
    id_type: 'aadhaar',
    id_last4: String(appointmentNo % 10_000).padStart(4, '0'),
    id_hmac: createHash('sha256').update(`${centreId}/${appointmentNo}`).digest('base64url'),
    slot: '10:00-17:00',
    product: 'COVISHIELD',
    dose_number: 1,
    earlier_dose_day: null,
    earlier_dose_product: null,
    code_sealed: keys.sealForStorage(`code\n${centreId}\n${appointmentNo}`, utf8ToBytes(code)),
    code_tag: codeTagOf(Number(code)),
    code_state: 'counts',
    flags: '[]',
    replaces_no: null,
    is_ended: 0,
  };
}

/** The staff member's key is bound and proved, as after a first day. */
async function enrol(
  { database }: Store,
  { paper, staffKey, centreId }: BenchTablet,
): Promise<void> {
  await database
    .insertInto('device')
    .values({
      device: paper.device,
      centre_id: centreId,
      public_key: paper.deviceKey.publicKey,
      alias: paper.log.slice(0, 4),
      enrolled_at: now - 86_400,
      last_contact_at: null,
      counter: 0,
      revoked_at: null,
      heartbeat: null,
      needs_confirmation: 0,
    })
    .execute();
  await database
    .insertInto('staff_key')
    .values({
      centre_id: centreId,
      staff_id: 'st-1',
      device: paper.device,
      public_key: staffKey.publicKey,
      is_proved: 1,
      bound_at: now - 86_400,
    })
    .execute();
}
