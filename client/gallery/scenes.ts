// Owns the scenes of the gallery: each a fake tablet in one state, and the address of the screen to look at.

import { fakeHoldings } from '../testing/fake-holdings.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createFakeTablet, fakeDay, type FakeTablet } from '../testing/fake-tablet.ts';
import { personPath } from '../parts/person-path.ts';
import type { PersonRow } from '../tablet.ts';

export interface Scene {
  readonly path: string;
  readonly tablet: () => Promise<FakeTablet>;
  /** Shown as a practice session. */
  readonly isPractice?: true;
}

const vial = {
  vaccinationSession: 'vs-demo',
  name: 'A1',
  product: 'COVISHIELD',
  vaccineBatch: '4121Z025',
  expiry: null,
  dosesNominal: 10,
};

function numbered(tablet: FakeTablet, position: number): PersonRow {
  return tablet.people.value[position - 1]!;
}

const pathOf = (position: number): string => personPath(numbered(createFakeTablet(), position).key);

async function atWork(peopleCount = 40): Promise<FakeTablet> {
  const tablet = createFakeTablet(peopleCount);
  await tablet.openVial(vial);
  return tablet;
}

async function checked(position: number): Promise<FakeTablet> {
  const tablet = await atWork();
  await tablet.checkIn(numbered(tablet, position), {
    idType: 'aadhaar',
    idSeen: 'matches',
    screening: 'clear',
    noticeLanguage: 'mr',
  });
  return tablet;
}

async function coded(position: number): Promise<FakeTablet> {
  const tablet = await checked(position);
  await tablet.recordCodeTry(numbered(tablet, position), position, true);
  return tablet;
}

async function dosed(position: number): Promise<FakeTablet> {
  const tablet = await coded(position);
  const [person, from] = [numbered(tablet, position), tablet.vials.value[0]!];
  await tablet.recordDose({
    person,
    vial: from,
    doseNumber: person.doseNumber,
    code: person.folded.codesTried[0]!.ref,
  });
  return tablet;
}

async function busyDay(): Promise<FakeTablet> {
  const tablet = await atWork();
  const places = [
    'saved-here',
    'sent',
    'being-checked',
    'confirmed',
    'held',
    'in-question',
    'withdrawn',
    'from-other-tablet',
  ] as const;
  for (const [i, place] of places.entries()) {
    const person = tablet.people.value[i * 4 + 3]!;
    await tablet.recordDose({ person, vial: tablet.vials.value[0]!, doseNumber: 1, code: null });
    tablet.setPlace(person.key, place);
  }
  await tablet.recordNotToday(tablet.people.value[11]!, {
    outcome: 'deferred',
    reason: 'fever',
    nextDate: '2021-05-28',
  });
  await tablet.checkIn(tablet.people.value[7]!, {
    idType: 'aadhaar',
    idSeen: 'matches',
    screening: 'clear',
    noticeLanguage: 'mr',
  });
  return tablet;
}

/** People under observation: two over, some in their time. */
async function observing(): Promise<FakeTablet> {
  const tablet = await atWork();
  const minutesAgo = [41, 31, 22, 9, 3];
  for (const [i, minutes] of minutesAgo.entries()) {
    tablet.now.value = fakeNow - minutes * 60;
    const [person, from] = [tablet.people.value[i]!, tablet.vials.value[0]!];
    await tablet.recordDose({ person, vial: from, doseNumber: 1, code: null });
  }
  tablet.now.value = fakeNow;
  return tablet;
}

async function opened(): Promise<FakeTablet> {
  const tablet = await observing();
  await tablet.room.openVaccinationSession('vs-demo', { ready: ['pack'], notReady: ['stock'] });
  await tablet.discardVial({ ...tablet.vials.value[0]!, dosesLeft: 4 }, 'session-over');
  return tablet;
}

async function closed(): Promise<FakeTablet> {
  const tablet = await opened();
  tablet.carry.uncopied.value = 21;
  await tablet.room.closeVaccinationSession('vs-demo', {
    doses: [],
    vaccineBatches: [],
    countedLogs: [],
    stillObserved: 2,
    notSeen: 30,
    unsent: 9,
  });
  return tablet;
}

async function staged(change: (tablet: FakeTablet) => void): Promise<FakeTablet> {
  const tablet = await atWork();
  change(tablet);
  return tablet;
}

const beforeWork = (tablet: FakeTablet): void => {
  tablet.day.value = null;
  tablet.centreName.value = null;
  tablet.isDemo.value = false;
};

/** A disk that lost records, a key that is gone, a clock that is wrong, little room. */
function damaged(tablet: FakeTablet): void {
  const [notebook] = fakeHoldings.notebooks;
  tablet.holdings.value = {
    ...fakeHoldings,
    isPersisted: false,
    freeBytes: 31_000_000,
    driftSeconds: -1_260,
    notebooks: [
      { ...notebook!, name: 'X2K8', needHelp: 2, oldestUnsentAt: null },
      {
        ...notebook!,
        isCurrent: false,
        unsent: 9,
        oldestUnsentAt: null,
        why: 'key-gone',
        sent: 0,
        beingChecked: 0,
      },
    ],
  };
  const found = { notebook: '3FZ9', isWithDistrict: false, needsPerson: true };
  tablet.selfCheck.value = {
    outcome: 'checked',
    at: fakeNow - 60,
    records: 187,
    isPersisted: false,
    freeBytes: 31_000_000,
    faults: [
      { ...found, fault: 'rows-missing', from: 12, to: 14 },
      { ...found, fault: 'chain-broken', from: 31, to: 31 },
      { ...found, fault: 'rows-missing', from: 4, to: 4, isWithDistrict: true, needsPerson: false },
    ],
  };
}

export const scenes: Readonly<Record<string, Scene>> = {
  unsupported: {
    path: '/',
    tablet: () =>
      staged((tablet) => {
        beforeWork(tablet);
        tablet.stage.value = { stage: 'unsupported', missing: 'secure-context' };
      }),
  },
  enrol: {
    path: '/enrol',
    tablet: () =>
      staged((tablet) => {
        beforeWork(tablet);
        tablet.stage.value = { stage: 'not-enrolled', isEmptied: false };
        tablet.answers.enrol = 'code-expired';
      }),
  },
  'first-pin': {
    path: '/enrol',
    tablet: () =>
      staged((tablet) => {
        tablet.day.value = null;
        tablet.stage.value = { stage: 'needs-first-pin', staff: fakeDay.staff };
      }),
  },
  pack: {
    path: '/',
    tablet: () =>
      staged((tablet) => {
        tablet.day.value = null;
        tablet.packProgress.value = { receivedBytes: 9_200, totalBytes: 17_400, secondsLeft: 7 };
      }),
  },
  unlock: { path: '/unlock', tablet: () => staged((tablet) => void tablet.lock()) },
  clock: {
    path: '/',
    tablet: () =>
      staged((tablet) => {
        tablet.clockQuestion.value = { listDay: '2021-05-21', clockDay: '1970-01-01' };
      }),
  },
  list: { path: '/', tablet: busyDay },
  'list-empty': { path: '/', tablet: () => staged((tablet) => void (tablet.people.value = [])) },
  'list-2000': { path: '/', tablet: () => atWork(2_000) },
  'person-check': { path: pathOf(2), tablet: () => atWork() },
  'person-code': { path: pathOf(2), tablet: () => checked(2) },
  'person-dose': { path: pathOf(2), tablet: () => coded(2) },
  'person-too-early': { path: pathOf(9), tablet: () => coded(9) },
  'person-given': { path: pathOf(2), tablet: () => dosed(2) },
  'person-not-saved': {
    path: pathOf(2),
    tablet: async () => {
      const tablet = await coded(2);
      tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
      return tablet;
    },
  },
  'walk-in': { path: '/walk-in', tablet: () => atWork() },
  vials: {
    path: '/vials',
    tablet: async () => {
      const tablet = await atWork();
      await tablet.openVial({ ...vial, name: 'A2' });
      tablet.vials.value = tablet.vials.value.map((each, i) =>
        i === 0
          ? { ...each, drawn: 9, dosesLeft: 1, minutesLeft: -12, isPastTime: true }
          : { ...each, drawn: 3, dosesLeft: 7, minutesLeft: 128 },
      );
      return tablet;
    },
  },
  status: { path: '/status', tablet: busyDay },
  copies: {
    path: '/carry',
    tablet: () =>
      staged((tablet) => {
        tablet.carry.uncopied.value = 137;
        tablet.carry.carriedCount.value = 2;
      }),
  },
  'copies-phone': {
    path: '/carry',
    tablet: () =>
      staged((tablet) => {
        beforeWork(tablet);
        tablet.stage.value = { stage: 'not-enrolled', isEmptied: false };
        tablet.carry.carriedCount.value = 1;
        tablet.carry.answers.take = 'not-a-copy';
        tablet.carry.scanned.push({ step: 'more', numbers: [2, 3], of: 5 }, { step: 'damaged' });
      }),
  },
  'list-copy-offered': {
    path: '/',
    tablet: async () => {
      const tablet = await busyDay();
      tablet.carry.uncopied.value = 84;
      tablet.now.value = fakeNow + 8 * 3_600;
      return tablet;
    },
  },
  'unlock-copy-offered': {
    path: '/',
    tablet: () =>
      staged((tablet) => {
        tablet.carry.uncopied.value = 84;
        void tablet.lock();
      }),
  },
  'status-all-sent': {
    path: '/status',
    tablet: () =>
      staged((tablet) => {
        tablet.connection.value = { state: 'online', lastExchangeAt: fakeNow, unsent: 0 };
      }),
  },
  rescue: { path: '/rescue', tablet: () => staged(() => undefined) },
  'rescue-fault': { path: '/rescue', tablet: () => staged(damaged) },
  'rescue-locked': {
    path: '/rescue',
    tablet: () =>
      staged((tablet) => {
        damaged(tablet);
        void tablet.lock();
      }),
  },
  'rescue-all-sent': {
    path: '/rescue',
    tablet: () =>
      staged((tablet) => {
        const notebook = { ...fakeHoldings.notebooks[0]!, unsent: 0, why: null, sent: 180 };
        tablet.holdings.value = { ...fakeHoldings, notebooks: [notebook] };
      }),
  },
  'unlock-fault': {
    path: '/',
    tablet: () =>
      staged((tablet) => {
        damaged(tablet);
        void tablet.lock();
      }),
  },
  board: { path: '/board', tablet: observing },
  'board-empty': { path: '/board', tablet: () => atWork() },
  'board-locked': {
    path: '/board',
    tablet: async () => {
      const tablet = await observing();
      await tablet.lock();
      return tablet;
    },
  },
  emergency: { path: '/emergency', tablet: () => atWork() },
  'aefi-whom': { path: '/aefi', tablet: observing },
  aefi: { path: `/aefi/${pathOf(1).slice('/person/'.length)}`, tablet: observing },
  'session-before': { path: '/session', tablet: () => atWork() },
  'session-open': { path: '/session', tablet: opened },
  'session-closed': { path: '/session', tablet: closed },
  practice: { path: '/', tablet: () => atWork(), isPractice: true },
  'board-alarm': {
    path: '/board',
    tablet: async () => {
      const tablet = await observing();
      // The alarm rings for whoever comes to the end while the board is looked at.
      setTimeout(() => void (tablet.now.value = fakeNow + 8 * 60), 300);
      return tablet;
    },
  },
  paper: { path: '/paper', tablet: observing },
  'print-list': { path: '/print', tablet: () => atWork(12) },
};
