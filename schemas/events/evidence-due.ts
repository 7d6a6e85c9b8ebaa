// Owns "evidence is due": 48 hours after a vaccination session closed, what still waits for evidence becomes somebody's task.

import * as z from 'zod/mini';
import { foldNothing, type EventKind } from './kind.ts';

/** The judge knows no clock: that time has passed is an event like any other. `at` says when. */
export const evidenceDue: EventKind<Readonly<Record<string, never>>> = {
  kind: 'evidence-due',
  mayDose: false,
  writer: 'server',
  body: z.looseObject({}),
  fold: foldNothing,
  fixture: {},
};
