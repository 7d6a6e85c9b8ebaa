// Owns what persons asked for and the messages to them, at the desk: lists, one message opened at a time, decisions.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import {
  messageStates,
  type DeskMessages,
  type DeskMessageText,
  type DeskRequest,
  type MessageState,
} from '../../../../schemas/desk-messages.ts';
import type { DeskAnswer, DeskClient, DeskFault } from '../desk-client.ts';
import type { DeskTime } from '../desk-time.ts';
import { createLoaded, type Watch } from '../loaded.ts';
import { createBookingCodesModel, type BookingCodesModel } from './booking-codes-model.ts';
import { createDeliveriesModel, type DeliveriesModel } from './deliveries-model.ts';
import { createPhoneModel, type PhoneModel } from './phone-model.ts';

export interface PeopleModel {
  /** Whoever stands at the table sees counts and lists, no words and no person. */
  readonly mayDecide: boolean;
  readonly requests: ReadonlySignal<readonly DeskRequest[] | null>;
  readonly messages: ReadonlySignal<DeskMessages | null>;
  readonly state: ReadonlySignal<MessageState>;
  /** States that have messages, and the one in use. */
  readonly states: ReadonlySignal<
    readonly { readonly state: MessageState; readonly count: number }[]
  >;
  readonly opened: ReadonlySignal<{
    readonly messageId: string;
    readonly text: DeskMessageText;
  } | null>;
  /** What is said to a request before it is decided. */
  readonly note: ReadonlySignal<string>;
  readonly isNoteMissing: ReadonlySignal<boolean>;
  /** Of the last decision: the case changed meanwhile, look again. */
  readonly isStale: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly phone: PhoneModel;
  readonly deliveries: DeliveriesModel;
  readonly codes: BookingCodesModel;
  /** The review then opens on the day of the dose. */
  readonly chooseDay: (day: string) => void;
  readonly chooseState: (state: MessageState) => void;
  readonly read: (messageId: string) => Promise<void>;
  readonly decide: (messageId: string, decision: 'sent' | 'again' | 'dropped') => Promise<void>;
  readonly typeNote: (note: string) => void;
  readonly decideRequest: (requestId: string, decision: 'accepted' | 'refused') => Promise<void>;
  readonly open: () => void;
  readonly close: () => void;
  readonly refresh: () => Promise<void>;
  readonly dispose: () => void;
}

export const peopleRefreshMilliseconds = 15_000;
const noteCharactersMin = 3;

export function createPeopleModel(deps: {
  readonly client: Pick<DeskClient, 'people' | 'centres'>;
  readonly time: DeskTime;
  readonly watch: Watch;
  readonly mayDecide: boolean;
  readonly chooseDay: (day: string) => void;
}): PeopleModel {
  const { people } = deps.client;
  const state = signal<MessageState>('ready');
  const opened = signal<PeopleModel['opened']['value']>(null);
  const note = signal('');
  const wasAsked = signal(false);
  const isStale = signal(false);
  const actFault = signal<DeskFault | null>(null);
  const isBusy = signal(false);
  const messages = createLoaded((asked) => people.messages(state.peek(), asked), deps.watch);
  const requests = createLoaded(() => people.requests(), deps.watch);
  let stopTimer: (() => void) | null = null;

  const refresh = async (): Promise<void> => {
    await Promise.all([messages.load(), ...(deps.mayDecide ? [requests.load()] : [])]);
  };
  const act = async <Value>(question: () => Promise<DeskAnswer<Value>>): Promise<Value | null> => {
    if (isBusy.peek()) return null;
    isBusy.value = true;
    const answer = deps.watch(await question());
    isBusy.value = false;
    actFault.value = answer.outcome === 'answered' ? null : answer;
    return answer.outcome === 'answered' ? answer.value : null;
  };
  const settle = async (
    question: () => Promise<DeskAnswer<{ readonly outcome: string }>>,
  ): Promise<boolean> => {
    const answer = await act(question);
    if (answer === null) return false;
    isStale.value = answer.outcome !== 'decided';
    await refresh();
    return answer.outcome === 'decided';
  };
  const close = (): void => {
    stopTimer?.();
    stopTimer = null;
    opened.value = null;
  };
  return {
    mayDecide: deps.mayDecide,
    requests: requests.value,
    messages: messages.value,
    state,
    states: computed(() => {
      const counts = messages.value.value?.counts ?? {};
      return messageStates
        .map((each) => ({ state: each, count: counts[each] ?? 0 }))
        .filter((each) => each.count > 0 || each.state === state.value || each.state === 'failed');
    }),
    opened,
    note,
    isNoteMissing: computed(() => wasAsked.value && note.value.trim().length < noteCharactersMin),
    isStale,
    fault: computed(() => actFault.value ?? messages.fault.value ?? requests.fault.value),
    isBusy,
    chooseDay: deps.chooseDay,
    deliveries: createDeliveriesModel(deps),
    phone: createPhoneModel({ client: deps.client, watch: deps.watch }),
    codes: createBookingCodesModel({ ...deps, onMade: () => void messages.load() }),
    chooseState: (chosen) => {
      state.value = chosen;
      opened.value = null;
      void messages.load();
    },
    read: async (messageId) => {
      const text = await act(() => people.readMessage(messageId));
      if (text !== null) opened.value = { messageId, text };
    },
    decide: async (messageId, decision) => {
      opened.value = null;
      await settle(() => people.decideMessage({ messageId, decision }));
    },
    typeNote: (typed) => void (note.value = typed),
    decideRequest: async (requestId, decision) => {
      wasAsked.value = true;
      if (note.peek().trim().length < noteCharactersMin) return;
      const isDone = await settle(() =>
        people.decideRequest({ requestId, decision, note: note.peek().trim() }),
      );
      if (!isDone) return;
      note.value = '';
      wasAsked.value = false;
    },
    open: () => {
      void refresh();
      // Persons are read when somebody looks for them, not by a page left open.
      stopTimer ??= deps.time.every(
        peopleRefreshMilliseconds,
        () => void messages.load('by-itself'),
      );
    },
    close,
    refresh,
    dispose: () => {
      close();
      messages.forget();
      requests.forget();
    },
  };
}
