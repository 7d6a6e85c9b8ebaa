// Owns made-up lines of who did and read what; one of an action that only a newer server knows.

import type { DeskHistory } from '../../../../schemas/desk-history.ts';
import { fakeNow } from './fake-now.ts';

export const fakeHistory: DeskHistory = {
  rows: (['printed-slip', 'read-person', 'signed-in', 'made-tea'] as const).map((action, i) => ({
    id: `h-${i}`,
    at: fakeNow - i * 60,
    account: i === 1 ? 'meera' : 'demo',
    action,
    centreName: action === 'signed-in' ? null : 'PHC Poynad',
    subject: action === 'signed-in' ? null : `a${140 + i}-2231`,
  })),
  next: '1621580000/h-3',
};
