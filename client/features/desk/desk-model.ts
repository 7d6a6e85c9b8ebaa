// Owns the desk as a whole: who is signed in, and the parts that live as long as this person's sign-in.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { DeskAccount } from '../../../schemas/desk.ts';
import { createAefiModel, type AefiModel } from './aefi/aefi-model.ts';
import { createCardsModel, type CardsModel } from './cards/cards-model.ts';
import { createChosenDay } from './chosen-day.ts';
import { createDayModel, type DayModel } from './day/day-model.ts';
import type { Asked, DeskClient, DeskFault } from './desk-client.ts';
import { createServerNow, type DeskTime } from './desk-time.ts';
import { createEnrolmentModel, type EnrolmentModel } from './enrolment/enrolment-model.ts';
import { createHistoryModel, type HistoryModel } from './history/history-model.ts';
import type { Watch } from './loaded.ts';
import { createPeopleModel, type PeopleModel } from './people/people-model.ts';
import { createRestoreModel, type RestoreModel } from './restore/restore-model.ts';
import { createReviewModel, type ReviewModel } from './review/review-model.ts';
import { createSignInModel, type SignInModel } from './sign-in/sign-in-model.ts';
import { createSlipsModel, type SlipsModel } from './slips/slips-model.ts';
import { createStaffModel, type StaffModel } from './staff/staff-model.ts';
import { createTasksModel, type TasksModel } from './tasks/tasks-model.ts';
import { createTabletsModel, type TabletsModel } from './tablets/tablets-model.ts';

export interface DeskParts {
  readonly account: DeskAccount;
  readonly day: DayModel;
  readonly review: ReviewModel;
  readonly tablets: TabletsModel;
  readonly enrolment: EnrolmentModel;
  readonly staff: StaffModel;
  readonly restore: RestoreModel;
  readonly people: PeopleModel;
  readonly cards: CardsModel;
  readonly slips: SlipsModel;
  readonly aefi: AefiModel;
  readonly history: HistoryModel;
  readonly tasks: TasksModel;
}

export type DeskStage =
  | { readonly stage: 'starting' }
  | { readonly stage: 'unreachable'; readonly fault: DeskFault }
  | { readonly stage: 'sign-in' }
  | { readonly stage: 'signed-in'; readonly parts: DeskParts };

export interface DeskModel {
  readonly stage: ReadonlySignal<DeskStage>;
  readonly now: ReadonlySignal<number>;
  readonly isDemo: ReadonlySignal<boolean>;
  readonly signIn: SignInModel;
  /** Set when signing out failed: the sign-in may still be open on the server. */
  readonly signOutFault: ReadonlySignal<DeskFault | null>;
  readonly start: () => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly dispose: () => void;
}

const retryMilliseconds = 15_000;

export function createDeskModel(deps: {
  readonly client: DeskClient;
  readonly time: DeskTime;
  /** `https://host`, for the address in the QR of an enrolment code. */
  readonly origin: string;
}): DeskModel {
  const { client, time } = deps;
  const serverNow = createServerNow(time);
  const { now } = serverNow;
  const stage = signal<DeskStage>({ stage: 'starting' });
  const isDemo = signal(false);
  const signOutFault = signal<DeskFault | null>(null);
  // Parts outlive a sign-in that ran out, so that nothing typed is lost; another person gets new ones.
  let parts: DeskParts | null = null;

  const watch: Watch = (answer) => {
    if (answer.outcome === 'answered') serverNow.learn(answer.servedAt);
    if (answer.outcome === 'signed-out' && stage.value.stage === 'signed-in') {
      signIn.show({ why: 'ran-out' });
      stage.value = { stage: 'sign-in' };
    }
    return answer;
  };
  // Nobody asks again and again while nobody is signed in.
  const workTime: DeskTime = {
    now: time.now,
    every: (milliseconds, run) =>
      time.every(milliseconds, () => {
        if (stage.peek().stage === 'signed-in') run();
      }),
  };
  const dropParts = (): void => {
    if (parts === null) return;
    for (const part of Object.values(parts) as readonly object[])
      if ('dispose' in part && typeof part.dispose === 'function') part.dispose();
    parts = null;
  };
  const createParts = (account: DeskAccount): DeskParts => {
    const chosenDay = createChosenDay(now);
    // Whoever stands at the table does not decide on the doses given there.
    const mayDecide = account.role !== 'in-charge';
    const day = createDayModel({ client, time: workTime, chosenDay, watch });
    const mayClose = account.role === 'district-supervisor' || account.role === 'state-admin';
    const onDecided = (): void => void day.refresh();
    const review = createReviewModel({ client, now, chosenDay, watch, mayDecide, onDecided });
    const staff = createStaffModel({ client, now, watch, mayDecide });
    return {
      account,
      day,
      review,
      tasks: createTasksModel({
        client,
        now,
        watch,
        mayDecide,
        toReview: review.openCase,
        toStaff: staff.chooseCentre,
        onDecided,
      }),
      tablets: createTabletsModel({ client, time: workTime, now, watch, mayDecide }),
      enrolment: createEnrolmentModel({ client, now, origin: deps.origin, watch }),
      staff,
      restore: createRestoreModel({ client, watch, mayClose }),
      people: createPeopleModel({
        client,
        time: workTime,
        watch,
        mayDecide,
        chooseDay: chosenDay.choose,
      }),
      cards: createCardsModel({ client, chosenDay, watch }),
      slips: createSlipsModel({ client, now, watch }),
      aefi: createAefiModel({ client, chosenDay, watch, mayReport: mayDecide }),
      history: createHistoryModel({ client, watch }),
    };
  };
  const enter = (account: DeskAccount): void => {
    isDemo.value = account.isDemo;
    if (parts !== null && parts.account.account !== account.account) dropParts();
    const isBack = parts !== null;
    parts = parts === null ? createParts(account) : { ...parts, account };
    signOutFault.value = null;
    stage.value = { stage: 'signed-in', parts };
    void parts.restore.load();
    if (isBack) void parts.day.refresh();
  };
  const signIn = createSignInModel({ client, now, onSignedIn: enter });

  const start = async (asked?: Asked): Promise<void> => {
    const answer = watch(await client.account(asked));
    if (answer.outcome === 'answered') enter(answer.value);
    else if (answer.outcome === 'signed-out') stage.value = { stage: 'sign-in' };
    else stage.value = { stage: 'unreachable', fault: answer };
  };
  const stopRetry = time.every(retryMilliseconds, () => {
    if (stage.peek().stage === 'unreachable') void start('by-itself');
  });

  return {
    stage,
    now,
    isDemo,
    signIn,
    signOutFault,
    start: () => start(),
    signOut: async () => {
      const answer = watch(await client.signOut());
      if (answer.outcome !== 'answered') {
        signOutFault.value = answer;
        return;
      }
      dropParts();
      signIn.show({ why: 'signed-out' });
      stage.value = { stage: 'sign-in' };
    },
    dispose: () => {
      dropParts();
      stopRetry();
      serverNow.dispose();
    },
  };
}
