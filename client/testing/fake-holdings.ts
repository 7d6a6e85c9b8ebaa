// Owns what a made-up tablet still holds.

import type { Holdings } from '../tablet.ts';
import { fakeNow } from './fake-now.ts';

export const fakeHoldings: Holdings = {
  tabletName: 'K7QM',
  notebooks: [
    {
      name: '3FZ9',
      isCurrent: true,
      unsent: 34,
      oldestUnsentAt: fakeNow - 7_200,
      why: 'no-network',
      sent: 146,
      beingChecked: 12,
      needHelp: 0,
      recordedOnly: 1,
    },
  ],
  isPersisted: true,
  freeBytes: 2_400_000_000,
  driftSeconds: 0,
};
