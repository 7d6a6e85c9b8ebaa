// Owns made-up tablets for tests of the desk and for looking at its screens: one of each fault, and one with nothing wrong.

import type { DeskTablet, DeskTabletDetail } from '../../../../schemas/desk-tablets.ts';
import { fakeNow } from './fake-now.ts';

function tablet(
  change: Partial<DeskTablet> & Pick<DeskTablet, 'device' | 'alias' | 'centreName'>,
): DeskTablet {
  return {
    centreId: 101,
    enrolledAt: fakeNow - 400_000,
    lastContactAt: fakeNow - 240,
    hasSessionToday: true,
    unsent: 0,
    stillOut: change.unsent ?? 0,
    waitingSince: null,
    needsHelp: 0,
    unreadable: 0,
    missing: 0,
    driftSeconds: 3,
    isPersisted: true,
    freeBytes: 6_400_000_000,
    appVersion: '0.1.0',
    isAppOlder: false,
    needsConfirmation: false,
    isRevoked: false,
    ...change,
  };
}

export const fakeTablets: readonly DeskTablet[] = [
  tablet({ device: 'd1', alias: 'Tablet K7', centreName: 'PHC Poynad', unsent: 5, stillOut: 0 }),
  tablet({
    device: 'd2',
    alias: 'Tablet M2',
    centreName: 'Sub-district Hospital Mangaon',
    lastContactAt: fakeNow - 900,
    unsent: 12,
    waitingSince: fakeNow - 1_500,
    driftSeconds: -780,
  }),
  tablet({
    device: 'd3',
    alias: 'Tablet R4',
    centreName: 'Rural Hospital Roha',
    lastContactAt: fakeNow - 5_400,
    unsent: 61,
    waitingSince: fakeNow - 6_000,
    needsHelp: 1,
    unreadable: 1,
    missing: 4,
    isPersisted: false,
    freeBytes: 41_000_000,
  }),
  tablet({
    device: 'd4',
    alias: 'Tablet A9',
    centreName: 'PHC Ajivali',
    lastContactAt: fakeNow - 190_000,
    hasSessionToday: false,
    unsent: 143,
    appVersion: '0.0.9',
    isAppOlder: true,
  }),
  tablet({
    device: 'd5',
    alias: 'Tablet N1',
    centreName: 'PHC Nagothane',
    lastContactAt: null,
    unsent: null,
    stillOut: null,
    needsHelp: null,
    driftSeconds: null,
    isPersisted: null,
    freeBytes: null,
    appVersion: null,
  }),
  tablet({
    device: 'd6',
    alias: 'Tablet X3',
    centreName: 'Sub-centre Revdanda',
    lastContactAt: fakeNow - 700_000,
    isRevoked: true,
  }),
  tablet({
    device: 'd7',
    alias: 'Tablet Q5',
    centreName: 'Sub-centre Revdanda',
    lastContactAt: fakeNow - 7_200,
    hasSessionToday: false,
  }),
  tablet({
    device: 'd8',
    alias: 'Tablet C2',
    centreName: 'PHC Ajivali',
    needsConfirmation: true,
  }),
];

const head = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d';

/** What the server would say of one of them: the tablet with every fault has two series, the others one without. */
export function fakeTabletDetail(of: DeskTablet): DeskTabletDetail {
  const whole = {
    log: '7QK2M9XZ.91XZR4TB',
    centreName: of.centreName,
    seq: 412,
    afterGap: [],
    missing: [],
    carriedOn: [],
    unreadable: [],
    unreadableCount: 0,
    lastReceivedAt: of.lastContactAt,
    proof: { outcome: 'unbroken', to: 412, headHash: head },
  } as const;
  const faulty = {
    ...whole,
    afterGap: [{ from: 417, to: 430 }],
    missing: [
      { from: 413, to: 416, why: 'later-arrived' },
      { from: 431, to: 487, why: 'said-by-tablet' },
    ],
    unreadable: [{ seq: 17, receivedAt: fakeNow - 90_000 }],
    unreadableCount: 1,
  } as const;
  const older = {
    ...whole,
    log: '7QK2M9XZ.0HJTWQ2C',
    seq: 88,
    carriedOn: [{ from: 89, to: 93 }],
    lastReceivedAt: fakeNow - 300_000,
    proof: { outcome: 'broken', firstBad: 52, why: 'hash-differs' },
  } as const;
  return {
    tablet: of,
    revokedAt: of.isRevoked ? fakeNow - 650_000 : null,
    logs: of.lastContactAt === null ? [] : of.missing > 0 ? [faulty, older] : [whole],
    logsElsewhere: of.missing > 0 ? 1 : 0,
  };
}
