// Owns the steps of tests about carried copies: a tablet at work, doses on it, a phone that is no tablet, what a server holds.

import type { Transport } from '../exchange/transport.ts';
import type { MadeCopy } from '../carry/port.ts';
import { createTablet, type StartedTablet } from '../tablet-core/create-tablet.ts';
import type { TabletDeps } from '../tablet-core/deps.ts';
import type { PersonRow } from '../tablet.ts';
import { createServerDouble, type ServerDouble } from './server-double.ts';
import { createTestPack, testNow } from './test-pack.ts';
import { createTestDeps } from './test-tablet.ts';

export interface CarryScene {
  readonly server: ServerDouble;
  readonly tablet: StartedTablet;
  readonly name: string;
  /** Gives each of them a dose, offline or not, and returns their names. */
  readonly dose: (from: number, to: number) => Promise<string[]>;
  readonly copy: (reach?: 'everything' | 'since-last') => Promise<MadeCopy>;
  /** The tablet is gone with everything on it. */
  readonly burn: () => Promise<void>;
  readonly phone: () => Promise<StartedTablet>;
  readonly stopAll: () => Promise<void>;
}

function must(wanted: string, got: unknown): void {
  if (got !== wanted) throw new Error(`carry steps: ${wanted} expected, ${String(got)} came`);
}

const stepMilliseconds = 20;
const stepsMax = 400;

async function until(what: string, isSo: () => boolean): Promise<void> {
  for (let step = 0; step < stepsMax; step++) {
    if (isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, stepMilliseconds));
  }
  throw new Error(`carry steps: waited in vain for ${what}`);
}

let count = 0;
const newName = (): string => `carry-test-${performance.now()}-${++count}`;

async function started(deps: TabletDeps): Promise<StartedTablet> {
  const tablet = createTablet(deps);
  await until('the start', () => tablet.stage.value.stage !== 'starting');
  return tablet;
}

/** A tablet that has its list, whose network is then cut. */
export async function createCarryScene(people: number): Promise<CarryScene> {
  const server = await createServerDouble(createTestPack(people));
  const name = newName();
  let isBurned = false;
  // What it was about to send burns with it.
  const transport: Transport = {
    post: async (...request) => {
      if (isBurned) throw new TypeError('ashes');
      return server.transport.post(...request);
    },
  };
  const deps = createTestDeps(name, transport, () => testNow);
  const tablet = await started(deps);
  const tablets = [tablet];
  must('enrolled', await tablet.enrol('ABC-DEFGH'));
  must('unlocked', await tablet.setPin('st-1', '482917'));
  await until('the list', () => tablet.people.value.length === people);
  await until('the first sign-in to be sent', () => tablet.connection.value.unsent === 0);
  server.network = 'down';
  return {
    server,
    tablet,
    name,
    dose: async (from, to) => {
      const names: string[] = [];
      for (const person of inBookingOrder(tablet).slice(from, to)) {
        await recordDose(tablet, person);
        names.push(person.key);
      }
      return names;
    },
    copy: async (reach = 'since-last') => {
      const outcome = await tablet.carry.makeCopy(reach);
      if (outcome.outcome !== 'made') throw new Error(outcome.outcome);
      return outcome.copy;
    },
    burn: async () => {
      isBurned = true;
      await tablet.stop();
      tablets.splice(tablets.indexOf(tablet), 1);
      deps.database.close();
      await deps.database.delete();
    },
    phone: async () => {
      const phone = await started(createTestDeps(newName(), server.transport, () => testNow));
      must('not-enrolled', phone.stage.value.stage);
      tablets.push(phone);
      return phone;
    },
    stopAll: async () => {
      for (const each of tablets.splice(0)) await each.stop();
    },
  };
}

export function inBookingOrder(tablet: StartedTablet): PersonRow[] {
  return tablet.people.value
    .filter((person) => person.appointment !== null)
    .sort((a, b) => a.appointment!.appointmentNo - b.appointment!.appointmentNo);
}

export async function recordDose(tablet: StartedTablet, person: PersonRow): Promise<void> {
  if (tablet.vials.value.length === 0) {
    const vial = {
      vaccinationSession: 'vs-1',
      name: tablet.suggestVialName(),
      product: 'COVISHIELD',
      vaccineBatch: '4121Z025',
      expiry: null,
      dosesNominal: 10,
    };
    must('saved', (await tablet.openVial(vial)).outcome);
    await until('the vial', () => tablet.vials.value.length === 1);
  }
  const checkedIn = {
    idType: 'aadhaar',
    idSeen: 'matches',
    screening: 'clear',
    noticeLanguage: 'mr',
  } as const;
  must('saved', (await tablet.checkIn(person, checkedIn)).outcome);
  const outcome = await tablet.recordDose({
    person,
    vial: tablet.vials.value[0]!,
    doseNumber: 1,
    code: null,
    withoutCode: 'lost-sms',
  });
  must('saved', outcome.outcome);
}

/** Appointment numbers of all doses a server holds, sorted, a dose held twice twice. */
export function dosesOn(server: ServerDouble): number[] {
  return [...server.logs.values(), ...server.beyond.values()]
    .flat()
    .filter((row) => row.event.kind === 'dose-administered')
    .map((row) => (row.event.subject as { appointmentNo: number }).appointmentNo)
    .sort((a, b) => a - b);
}

/** Numbers `from` … `to`, both included. */
export function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
