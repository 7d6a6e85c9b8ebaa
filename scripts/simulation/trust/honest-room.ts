// Owns one honest room's day: two to four tablets that do not see each other, people with and without a code or a phone, vials
// that are really there; a tablet that comes late, or is lost; and what of it was settled without anybody's work.

import { appointmentKey } from '../../../schemas/events/event.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import type { RosterAppointment } from '../../../schemas/records/roster.ts';
import { judgeTypedCode } from '../../../schemas/rules/security-code.ts';
import type { Deployment } from '../deployment.ts';
import type { SimulatedTablet, Tab } from '../tablet.ts';
import {
  checkIn,
  closeSession,
  discardVial,
  giveDose,
  openVial,
  registerWalkIn,
  save,
  tryCode,
} from './acts.ts';
import { readSettled, type Settled } from './honest-settled.ts';
import { inRoom, proveStaff, type Room } from './room.ts';
import { subjectOf } from './strategy.ts';
import { mistype } from './typing.ts';

export interface HonestOrder {
  readonly seed: number;
  readonly doses: number;
  readonly tablets: number;
  /** Days after which the last tablet finds a network. */
  readonly lateDays: number;
  /** One tablet never comes back: what it had not sent is gone with it. */
  readonly isOneLost: boolean;
}

export interface HonestResult extends Settled {
  /** Doses that were given; those on a lost tablet never arrive. */
  readonly given: number;
  readonly walkIns: number;
  readonly lostSms: number;
  readonly withoutPhone: number;
  readonly mistyped: number;
  readonly tablets: number;
  readonly late: number;
  readonly lost: number;
}

export const honestShares = {
  walkIn: 0.8,
  lostSms: 0.05,
  withoutPhone: 0.03,
  typingError: 0.03,
  notToday: 0.02,
  corrected: 0.003,
  /** Drawn from a vial of another tablet, by the name written on it. */
  othersVial: 0.1,
  /** A vial that gives eleven. */
  extraDose: 0.15,
  onlineAllDay: 0.15,
};

interface Vial {
  readonly name: string;
  left: number;
}

interface Table {
  readonly tablet: SimulatedTablet;
  readonly tab: Tab;
  readonly letter: string;
  readonly isOnline: boolean;
  vial: Vial;
  opened: number;
  doses: number;
  last: EventReference | null;
  readonly vials: Vial[];
}

interface Day {
  readonly room: Room;
  readonly order: HonestOrder;
  readonly tables: readonly Table[];
  readonly counts: { walkIns: number; lostSms: number; withoutPhone: number; mistyped: number };
  readonly booked: RosterAppointment[];
}

const letters = 'ABCDEFGH';
const daySeconds = 7 * 3_600;
const openingSeconds = 3_600;

export async function runHonestRoom(
  deployment: Deployment,
  order: HonestOrder,
): Promise<HonestResult> {
  const { seed, doses } = order;
  // A fifth are booked; some of those never come.
  const bookings = Math.ceil(doses * (1 - honestShares.walkIn) * 1.4) + 5;
  const vialsNeeded = Math.ceil(doses / 10) + order.tablets;
  return inRoom(deployment, { seed, bookings, issued: vialsNeeded * 10 }, (room) =>
    liveDay(room, order),
  );
}

async function liveDay(room: Room, order: HonestOrder): Promise<HonestResult> {
  const { dice } = room;
  const tables: Table[] = [];
  for (let i = 0; i < order.tablets; i++) tables.push(await setUpTable(room, letters[i]!));
  const booked = [...tables[0]!.tab.appointments()];
  const counts = { walkIns: 0, lostSms: 0, withoutPhone: 0, mistyped: 0 };
  const day: Day = { room, order, tables, counts, booked };
  await room.loop.sleep(openingSeconds);
  for (const table of tables) table.tablet.network.isOnline = table.isOnline;
  for (let i = 0; i < order.doses; i++) {
    await servePerson(day, dice.oneOf(tables));
    await room.loop.sleep(daySeconds / order.doses);
  }
  const lost = order.isOneLost ? tables.at(-1)! : null;
  const late = order.lateDays > 0 ? tables.find((table) => table !== lost)! : null;
  for (const table of tables) await closeTable(table);
  for (const table of tables) {
    if (table === lost || table === late) {
      table.tablet.killTabs();
      continue;
    }
    table.tablet.network.isOnline = true;
    await room.deliver(table.tab);
  }
  if (late !== null) {
    await room.wait(order.lateDays * 86_400);
    await bringLate(room, late);
  }
  // The judge looks four times a day: within 48 hours, and until it has looked once more.
  await room.wait(2 * 86_400 + 21_600);
  return {
    ...counts,
    given: order.doses,
    tablets: tables.length,
    late: late === null ? 0 : 1,
    lost: lost === null ? 0 : 1,
    ...(await readSettled(room)),
  };
}

async function setUpTable(room: Room, letter: string): Promise<Table> {
  const tablet = await room.addTablet(`T${letter}`);
  const tab = await tablet.openTab();
  await proveStaff(room, tablet, tab);
  await tab.unlock('st-1');
  await room.deliver(tab);
  const isOnline = room.dice.chance(honestShares.onlineAllDay);
  const none = { name: '', left: 0 };
  const started = { vial: none, opened: 0, doses: 0, last: null, vials: [] };
  return { tablet, tab, letter, isOnline, ...started };
}

async function bringLate(room: Room, late: Table): Promise<void> {
  late.tablet.network.isOnline = true;
  const tab = await late.tablet.openTab();
  await tab.unlock('st-1');
  await room.deliver(tab);
}

async function servePerson(day: Day, table: Table): Promise<void> {
  const { dice } = day.room;
  const isWalkIn = dice.chance(honestShares.walkIn) || day.booked.length === 0;
  if (isWalkIn) return serveWalkIn(day, table);
  const at = dice.below(day.booked.length);
  const [person] = day.booked.splice(at, 1);
  await serveBooked(day, table, person!);
}

async function serveWalkIn(day: Day, table: Table): Promise<void> {
  const { dice } = day.room;
  const { tab } = table;
  day.counts.walkIns += 1;
  if (!dice.chance(honestShares.withoutPhone)) {
    const subject = await registerWalkIn(tab, `9${100_000_000 + dice.below(900_000_000)}`);
    await dose(day, table, subject, { withoutCode: 'walk-in' });
    return;
  }
  // Two people, each with their own PIN: the registrar, then the vaccinator.
  day.counts.withoutPhone += 1;
  await tab.lock();
  await tab.unlock('st-2');
  const subject = await registerWalkIn(tab, null);
  await tab.lock();
  await tab.unlock('st-1');
  await dose(day, table, subject, { withoutCode: 'no-phone' });
}

async function serveBooked(day: Day, table: Table, person: RosterAppointment): Promise<void> {
  const { dice } = day.room;
  const subject = subjectOf(person);
  await checkIn(table.tab, subject);
  if (dice.chance(honestShares.lostSms)) {
    day.counts.lostSms += 1;
    await dose(day, table, subject, { withoutCode: 'lost-sms' });
    return;
  }
  const code = await sayCode(day, table, person);
  if (dice.chance(honestShares.notToday)) {
    await save(table.tab, {
      kind: 'not-today',
      subject,
      body: { outcome: 'deferred', reason: 'fever', nextDate: null, ends: [code] },
    });
    return serveWalkIn(day, table);
  }
  await dose(day, table, subject, { code });
}

/** As the code step does: what the tablet refuses is typed again, what it takes is taken. */
async function sayCode(day: Day, table: Table, person: RosterAppointment): Promise<EventReference> {
  const { room, counts } = day;
  const right = room.people.find((one) => one.referenceId === person.referenceId)!.code;
  const typed: number[] = [];
  if (room.dice.chance(honestShares.typingError)) {
    counts.mistyped += 1;
    typed.push(mistype(room.dice, right));
  }
  for (const code of [...typed, right]) {
    const outcome = judgeTypedCode({
      typed: String(code).padStart(4, '0'),
      tag: person.codeTag,
      referenceId: person.referenceId,
      mobileLast4: person.mobileNumber?.slice(-4) ?? null,
      birthYear: person.birthYear,
      familyTags: [],
    });
    if (outcome.outcome !== 'matches' && outcome.outcome !== 'wrong') continue;
    const isMatch = outcome.outcome === 'matches';
    const ref = await tryCode(table.tab, subjectOf(person), outcome.code, isMatch);
    if (isMatch) return ref;
  }
  throw new Error(
    `trust run: a right code was refused for ${appointmentKey(person.appointmentNo, person.check)}`,
  );
}

type How = Parameters<typeof giveDose>[2];

async function dose(
  day: Day,
  table: Table,
  subject: Parameters<typeof giveDose>[1],
  how: Omit<How, 'vial'>,
): Promise<void> {
  const { dice } = day.room;
  const vial = await pickVial(day, table);
  vial.left -= 1;
  const ref = await giveDose(table.tab, subject, { vial: vial.name, ...how });
  table.doses += 1;
  table.last = ref;
  if (!dice.chance(honestShares.corrected)) return;
  // The wrong vial was written down: taken back, and written again. One dose left the vial.
  const body = { target: ref, reason: 'wrong-details' };
  await save(table.tab, { kind: 'entered-in-error', subject, body });
  table.last = await giveDose(table.tab, subject, { vial: vial.name, ...how });
}

async function pickVial(day: Day, table: Table): Promise<Vial> {
  const { dice } = day.room;
  const others = day.tables.filter((one) => one !== table && one.vial.left > 0);
  if (others.length > 0 && dice.chance(honestShares.othersVial)) return dice.oneOf(others).vial;
  if (table.vial.left > 0) return table.vial;
  table.opened += 1;
  const name = `${table.letter}${table.opened}`;
  await openVial(table.tab, name);
  table.vial = { name, left: dice.chance(honestShares.extraDose) ? 11 : 10 };
  table.vials.push(table.vial);
  return table.vial;
}

/** The rest is read off the vial itself: what other tablets drew is gone from it too. */
async function closeTable(table: Table): Promise<void> {
  for (const { name, left } of table.vials)
    if (left > 0) await discardVial(table.tab, name, Math.min(left, 10));
  if (table.last !== null) await closeSession(table.tab, table.last, table.doses);
  await table.tab.lock();
}
