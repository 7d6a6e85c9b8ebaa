// Owns making the messages with booking codes of one day, for every centre of the account's places; each is made once only.

import { signal, type ReadonlySignal } from '@preact/signals';
import { dayToDayNumber } from '../../../../schemas/rules/day.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import type { Watch } from '../loaded.ts';

export interface BookingCodesModel {
  /** YYYY-MM-DD. */
  readonly day: ReadonlySignal<string>;
  readonly isNoDay: ReadonlySignal<boolean>;
  /** How many were made by the last press. */
  readonly made: ReadonlySignal<number | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly typeDay: (day: string) => void;
  readonly make: () => Promise<void>;
}

export function createBookingCodesModel(deps: {
  readonly client: Pick<DeskClient, 'people' | 'centres'>;
  readonly watch: Watch;
  readonly onMade: () => void;
}): BookingCodesModel {
  const day = signal('');
  const isNoDay = signal(false);
  const made = signal<number | null>(null);
  const fault = signal<DeskFault | null>(null);
  const isBusy = signal(false);
  const makeAll = async (): Promise<DeskFault | null> => {
    const centres = deps.watch(await deps.client.centres());
    if (centres.outcome !== 'answered') return centres;
    made.value = 0;
    for (const { centreId } of centres.value) {
      const answer = deps.watch(await deps.client.people.makeBookingCodes(centreId, day.peek()));
      if (answer.outcome !== 'answered') return answer;
      made.value = (made.peek() ?? 0) + answer.value.made;
    }
    return null;
  };
  return {
    day,
    isNoDay,
    made,
    fault,
    isBusy,
    typeDay: (typed) => void (day.value = typed),
    make: async () => {
      isNoDay.value = dayToDayNumber(day.peek()) === null;
      if (isNoDay.peek() || isBusy.peek()) return;
      isBusy.value = true;
      made.value = null;
      fault.value = await makeAll();
      isBusy.value = false;
      deps.onMade();
    },
  };
}
