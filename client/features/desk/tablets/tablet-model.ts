// Owns the one tablet that is looked at: what has arrived from it, and confirming or blocking it with a reason.

import { createPhoneCodeOfferModel, type PhoneCodeOfferModel } from './phone-code-model.ts';
import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type {
  DeskTabletDecision,
  DeskTabletDetail,
  TabletGround,
} from '../../../../schemas/desk-tablets.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';
import { toRow, type TabletRow } from './tablet-rows.ts';

export type TabletDecisionKind = DeskTabletDecision['decision'];

export interface TabletDraft {
  readonly kind: TabletDecisionKind;
  readonly ground: TabletGround | null;
  /** Set when the button was pressed before a reason was picked. */
  readonly isGroundMissing: boolean;
}

export type TabletResult =
  | { readonly outcome: TabletDecisionKind | 'already' | 'not-yours' }
  | { readonly outcome: 'failed'; readonly fault: DeskFault };

export interface TabletModel {
  /** The device looked at; null while the list is on screen. */
  readonly device: ReadonlySignal<string | null>;
  readonly detail: ReadonlySignal<DeskTabletDetail | null>;
  readonly row: ReadonlySignal<TabletRow | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly mayDecide: boolean;
  readonly draft: ReadonlySignal<TabletDraft | null>;
  readonly isDeciding: ReadonlySignal<boolean>;
  readonly result: ReadonlySignal<TabletResult | null>;
  readonly look: (device: string) => void;
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
  readonly start: (kind: TabletDecisionKind) => void;
  readonly pickGround: (ground: TabletGround) => void;
  readonly putAway: () => void;
  readonly decide: () => Promise<void>;
  readonly phoneCode: PhoneCodeOfferModel;
}

export function createTabletModel(deps: {
  readonly client: Pick<DeskClient, 'tablet' | 'decideTablet' | 'readPhoneCode'>;
  readonly now: ReadonlySignal<number>;
  readonly watch: Watch;
  readonly mayDecide: boolean;
  readonly onDecided: () => void;
}): TabletModel {
  const device = signal<string | null>(null);
  const draft = signal<TabletDraft | null>(null);
  const isDeciding = signal(false);
  const result = signal<TabletResult | null>(null);
  const phoneCode = createPhoneCodeOfferModel(deps.client);
  const loaded = createLoaded(() => deps.client.tablet(device.peek() ?? ''), deps.watch);
  const close = (): void =>
    batch(() => {
      device.value = null;
      draft.value = null;
      result.value = null;
      // A code of one tablet is never left standing beside another.
      phoneCode.type('');
      loaded.forget();
    });
  const send = async (decision: DeskTabletDecision): Promise<void> => {
    isDeciding.value = true;
    const answer = deps.watch(await deps.client.decideTablet(decision));
    isDeciding.value = false;
    // Whoever went to another tablet meanwhile must not read this one's answer there.
    if (device.peek() !== decision.device) return;
    if (answer.outcome !== 'answered') {
      result.value = { outcome: 'failed', fault: answer };
      return;
    }
    const { outcome } = answer.value;
    draft.value = null;
    result.value = { outcome: outcome === 'decided' ? decision.decision : outcome };
    deps.onDecided();
    await loaded.load();
  };
  return {
    device,
    detail: loaded.value,
    row: computed(() =>
      loaded.value.value === null ? null : toRow(loaded.value.value.tablet, deps.now.value),
    ),
    phoneCode,
    fault: loaded.fault,
    isLoading: loaded.isLoading,
    mayDecide: deps.mayDecide,
    draft,
    isDeciding,
    result,
    look: (which) => {
      close();
      device.value = which;
      void loaded.load();
    },
    refresh: () => loaded.load(),
    close,
    start: (kind) =>
      batch(() => {
        result.value = null;
        draft.value = { kind, ground: null, isGroundMissing: false };
      }),
    pickGround: (ground) => {
      if (draft.value !== null) draft.value = { ...draft.value, ground, isGroundMissing: false };
    },
    putAway: () =>
      batch(() => {
        draft.value = null;
        result.value = null;
      }),
    decide: async () => {
      const made = draft.value;
      const which = device.value;
      if (made === null || which === null || isDeciding.value) return;
      if (made.ground === null) draft.value = { ...made, isGroundMissing: true };
      // The kind and its ground were picked from one list: they belong together.
      else
        await send({
          device: which,
          decision: made.kind,
          ground: made.ground,
        } as DeskTabletDecision);
    },
  };
}
