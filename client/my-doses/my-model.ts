// Owns the person's own page without a screen: phone, code, the doses, and what the person says of each. Nothing rests after it is closed.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { MyCard, MyDoses, MyWordAnswer } from '../../schemas/my-doses.ts';
import { language } from '../i18n/language.ts';
import type { SaveFile } from '../device/save-file.ts';
import { createCorrectionModel, type CorrectionModel } from './correction-model.ts';
import type { MyAnswer, MyApi, MyFault } from './my-api.ts';
import { digitsOf, isCode, isMobile } from './typed-digits.ts';
import { createTwiceModel, type TwiceModel } from './twice-model.ts';
import { createNewPhoneModel, type NewPhoneModel } from './new-phone-model.ts';

export type MyStage = 'phone' | 'code' | 'doses';
/** What is wrong with what was typed, before anybody is asked. */
export type MyProblem = MyFault | { readonly outcome: 'phone' | 'code' };

export interface MyModel {
  readonly stage: ReadonlySignal<MyStage>;
  readonly phone: ReadonlySignal<string>;
  readonly code: ReadonlySignal<string>;
  readonly doses: ReadonlySignal<MyDoses | null>;
  readonly problem: ReadonlySignal<MyProblem | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  /** The answer to the last word on a dose, by the dose's short name. */
  readonly said: ReadonlySignal<Readonly<Record<string, MyWordAnswer['outcome']>>>;
  /** The dose about which "not me" is asked once more. */
  readonly denying: ReadonlySignal<string | null>;
  /** The card on screen and whose it is. */
  readonly card: ReadonlySignal<{ readonly person: string; readonly card: MyCard } | null>;
  readonly correction: CorrectionModel;
  readonly newPhone: NewPhoneModel;
  readonly twice: TwiceModel;
  readonly typePhone: (text: string) => void;
  readonly typeCode: (text: string) => void;
  readonly askCode: () => Promise<void>;
  readonly open: () => Promise<void>;
  readonly otherPhone: () => void;
  readonly giveWord: (dose: string) => Promise<void>;
  readonly askDeny: (dose: string | null) => void;
  readonly deny: (dose: string) => Promise<void>;
  readonly showCard: (person: string) => Promise<void>;
  readonly hideCard: () => void;
  readonly saveCard: () => void;
  readonly print: () => void;
  readonly signOut: () => Promise<void>;
  /** Opens what a cookie of a moment ago still opens. */
  readonly start: () => Promise<void>;
  /** Closes itself when its time is over. */
  readonly look: () => void;
}

const lookEveryMilliseconds = 10_000;

export interface MyModelDeps {
  readonly api: MyApi;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly every: (milliseconds: number, run: () => void) => () => void;
  readonly saveFile: SaveFile;
  readonly print: () => void;
}

export function createMyModel(deps: MyModelDeps): MyModel {
  const { api } = deps;
  const stage = signal<MyStage>('phone');
  const phone = signal('');
  const code = signal('');
  const doses = signal<MyDoses | null>(null);
  const problem = signal<MyProblem | null>(null);
  const isBusy = signal(false);
  const said = signal<Readonly<Record<string, MyWordAnswer['outcome']>>>({});
  const denying = signal<string | null>(null);
  const card = signal<{ readonly person: string; readonly card: MyCard } | null>(null);
  let stopLooking: (() => void) | null = null;

  const close = (why: MyProblem | null): void => {
    stopLooking?.();
    stopLooking = null;
    doses.value = null;
    card.value = null;
    code.value = '';
    said.value = {};
    denying.value = null;
    correction.cancel();
    newPhone.cancel();
    twice.cancel();
    problem.value = why;
    stage.value = 'phone';
  };
  const look = (): void => {
    const until = doses.peek()?.signedInUntil;
    if (until !== undefined && deps.now() >= until) close({ outcome: 'closed' });
  };
  /** One question at a time; a page whose time is over closes itself. */
  const work = async <Value>(question: () => Promise<MyAnswer<Value>>): Promise<Value | null> => {
    if (isBusy.peek()) return null;
    isBusy.value = true;
    problem.value = null;
    const answer = await question();
    isBusy.value = false;
    if (answer.outcome === 'answered') return answer.value;
    if (answer.outcome === 'closed') close(answer);
    else problem.value = answer;
    return null;
  };
  const enter = (answer: MyDoses): void => {
    doses.value = answer;
    code.value = '';
    stage.value = 'doses';
    stopLooking ??= deps.every(lookEveryMilliseconds, look);
  };
  const refresh = async (): Promise<void> => {
    const answer = await work(api.doses);
    if (answer !== null) doses.value = answer;
  };
  const sayOn = async (
    dose: string,
    tell: (dose: string) => Promise<MyAnswer<MyWordAnswer>>,
  ): Promise<void> => {
    const answer = await work(() => tell(dose));
    denying.value = null;
    if (answer === null) return;
    card.value = null;
    await refresh();
    said.value = { ...said.peek(), [dose]: answer.outcome };
  };
  const correction = createCorrectionModel({ api, work, refresh });
  const newPhone = createNewPhoneModel({ api, work, refresh });
  const twice = createTwiceModel({ api, work });

  return {
    stage,
    phone,
    code,
    doses,
    problem,
    isBusy,
    said,
    denying,
    card,
    correction,
    newPhone,
    twice,
    typePhone: (text) => void (phone.value = digitsOf(text, 10)),
    typeCode: (text) => void (code.value = digitsOf(text, 6)),
    askCode: async () => {
      if (!isMobile(phone.peek())) return void (problem.value = { outcome: 'phone' });
      const asked = await work(() => api.askCode(phone.peek(), language.peek()));
      if (asked === null) return;
      code.value = '';
      stage.value = 'code';
    },
    open: async () => {
      if (!isCode(code.peek())) return void (problem.value = { outcome: 'code' });
      const answer = await work(() => api.signIn(phone.peek(), code.peek()));
      if (answer !== null) enter(answer);
    },
    otherPhone: () => close(null),
    giveWord: (dose) => sayOn(dose, api.giveWord),
    askDeny: (dose) => void (denying.value = dose),
    deny: (dose) => sayOn(dose, api.deny),
    showCard: async (person) => {
      const answer = await work(() => api.card(person));
      if (answer !== null) card.value = { person, card: answer };
    },
    hideCard: () => void (card.value = null),
    saveCard: () => {
      const shown = card.peek()?.card;
      if (shown?.outcome === 'issued')
        deps.saveFile('card.smart-health-card', 'application/smart-health-card', shown.file);
    },
    print: deps.print,
    signOut: async () => {
      await work(api.signOut);
      close(null);
    },
    start: async () => {
      const answer = await api.doses();
      if (answer.outcome === 'answered') enter(answer.value);
    },
    look,
  };
}

/** How a part of the page asks: one question at a time, faults shown in one place. */
export type Work = <Value>(question: () => Promise<MyAnswer<Value>>) => Promise<Value | null>;
