// Owns what the state's register has not taken, at the desk: read when the page is opened, and one sent again when somebody says so.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskDeliveries, DeskDelivery } from '../../../../schemas/desk-deliveries.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';

export interface DeliveriesModel {
  readonly list: ReadonlySignal<DeskDeliveries | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  /** Of the last try: it was not given up any more. */
  readonly isStale: ReadonlySignal<boolean>;
  readonly load: () => Promise<void>;
  readonly sendAgain: (of: DeskDelivery) => Promise<void>;
  readonly forget: () => void;
}

export function createDeliveriesModel(deps: {
  readonly client: Pick<DeskClient, 'people'>;
  readonly watch: Watch;
}): DeliveriesModel {
  const { people } = deps.client;
  const list = createLoaded(() => people.deliveries(), deps.watch);
  const isBusy = signal(false);
  const isStale = signal(false);
  const actFault = signal<DeskFault | null>(null);
  return {
    list: list.value,
    fault: computed(() => actFault.value ?? list.fault.value),
    isBusy,
    isStale,
    load: () => list.load(),
    sendAgain: async (of) => {
      if (isBusy.peek()) return;
      isBusy.value = true;
      const answer = deps.watch(await people.sendAgain(of));
      isBusy.value = false;
      actFault.value = answer.outcome === 'answered' ? null : answer;
      if (answer.outcome !== 'answered') return;
      isStale.value = answer.value.outcome !== 'decided';
      await list.load();
    },
    forget: list.forget,
  };
}
