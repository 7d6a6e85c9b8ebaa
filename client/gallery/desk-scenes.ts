// Owns the desk's scenes of the gallery: a made-up desk in one state, and the address of the page to look at.

import { createFakeDesk, type FakeDesk } from '../features/desk/testing/fake-desk-client.ts';

export interface DeskScene {
  readonly path: string;
  readonly desk: () => FakeDesk;
}

function desk(change: Partial<FakeDesk> = {}): () => FakeDesk {
  return () => Object.assign(createFakeDesk(), { isSignedIn: true }, change);
}

export const deskScenes: Readonly<Record<string, DeskScene>> = {
  'desk-sign-in': { path: '/desk', desk: desk({ isSignedIn: false }) },
  'desk-day': { path: '/desk', desk: desk() },
  'desk-day-unreachable': { path: '/desk', desk: desk({ fault: { outcome: 'offline' } }) },
  'desk-review': { path: '/desk/review', desk: desk() },
  'desk-review-empty': { path: '/desk/review', desk: desk({ openDoses: [] }) },
  'desk-tasks': { path: '/desk/tasks', desk: desk() },
  'desk-aefi': { path: '/desk/aefi', desk: desk() },
  'desk-slips': { path: '/desk/slips', desk: desk() },
  'desk-history': { path: '/desk/history', desk: desk() },
  'desk-persons': { path: '/desk/people', desk: desk() },
  'desk-cards': { path: '/desk/cards', desk: desk() },
  'desk-staff': { path: '/desk/staff', desk: desk() },
  'desk-tablets': { path: '/desk/tablets', desk: desk() },
  'desk-tablets-empty': { path: '/desk/tablets', desk: desk({ tablets: [] }) },
  'desk-enrol': { path: '/desk/enrol', desk: desk() },
};
