// Owns the sign-in at the desk: what is typed, what came of it, and how long to wait.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskAccount } from '../../../../schemas/desk.ts';
import type { DeskClient, SignInOutcome } from '../desk-client.ts';

/** What stands above the form. `ran-out`: the sign-in ended while somebody worked. */
export type SignInNotice =
  | {
      readonly why:
        | 'ran-out'
        | 'signed-out'
        | 'wrong-pair'
        | 'code-needed'
        | 'wrong-digits'
        | 'second-step-missing'
        | 'https-needed'
        | 'offline'
        | 'server-fault'
        | 'not-yours';
    }
  | { readonly why: 'locked'; readonly minutes: number | null }
  | { readonly why: 'wait'; readonly seconds: number };

export interface SignInModel {
  readonly account: ReadonlySignal<string>;
  readonly password: ReadonlySignal<string>;
  readonly isPasswordShown: ReadonlySignal<boolean>;
  /** The password was right: the six digits are asked for. */
  readonly isCodeAsked: ReadonlySignal<boolean>;
  readonly code: ReadonlySignal<string>;
  readonly isMissingAccount: ReadonlySignal<boolean>;
  readonly isMissingPassword: ReadonlySignal<boolean>;
  readonly notice: ReadonlySignal<SignInNotice | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly typeAccount: (text: string) => void;
  readonly typePassword: (text: string) => void;
  readonly typeCode: (digits: string) => void;
  readonly showPassword: (isShown: boolean) => void;
  readonly submit: () => Promise<void>;
  readonly show: (notice: SignInNotice | null) => void;
}

export function createSignInModel(deps: {
  readonly client: Pick<DeskClient, 'signIn'>;
  readonly now: ReadonlySignal<number>;
  readonly onSignedIn: (account: DeskAccount) => void;
}): SignInModel {
  const account = signal('');
  const password = signal('');
  const isPasswordShown = signal(false);
  const isCodeAsked = signal(false);
  const code = signal('');
  const wasSubmitted = signal(false);
  const isBusy = signal(false);
  const shown = signal<{ readonly notice: SignInNotice; readonly at: number } | null>(null);
  const show = (notice: SignInNotice | null): void => {
    shown.value = notice === null ? null : { notice, at: deps.now.value };
  };
  return {
    account,
    password,
    isPasswordShown,
    isCodeAsked,
    code,
    isMissingAccount: computed(() => wasSubmitted.value && account.value.trim() === ''),
    isMissingPassword: computed(() => wasSubmitted.value && password.value === ''),
    notice: computed(() => withSecondsLeft(shown.value, deps.now.value)),
    isBusy,
    // Another name or password begins anew.
    typeAccount: (text) => {
      account.value = text;
      isCodeAsked.value = false;
    },
    typePassword: (text) => {
      password.value = text;
      isCodeAsked.value = false;
    },
    typeCode: (typed) => {
      code.value = typed;
    },
    showPassword: (isShown) => {
      isPasswordShown.value = isShown;
    },
    submit: async () => {
      if (isBusy.value) return;
      wasSubmitted.value = true;
      if (account.value.trim() === '' || password.value === '') return;
      isBusy.value = true;
      const digits = isCodeAsked.value ? code.value.trim() : null;
      const outcome = await deps.client.signIn(account.value.trim(), password.value, digits);
      isBusy.value = false;
      const isWrongDigits = digits !== null && outcome.outcome === 'wrong-pair';
      show(isWrongDigits ? { why: 'wrong-digits' } : outcomeToNotice(outcome));
      if (outcome.outcome === 'code-needed') isCodeAsked.value = true;
      // Digits are good for half a minute: those typed are of no use any more.
      if (digits !== null) code.value = '';
      if (outcome.outcome !== 'signed-in') return;
      isCodeAsked.value = false;
      // The password is kept after a failure, and nowhere after success.
      password.value = '';
      isPasswordShown.value = false;
      wasSubmitted.value = false;
      deps.onSignedIn(outcome.account);
    },
    show,
  };
}

function outcomeToNotice(outcome: SignInOutcome): SignInNotice | null {
  switch (outcome.outcome) {
    case 'signed-in':
      return null;
    case 'locked':
      return {
        why: 'locked',
        minutes: outcome.seconds === null ? null : Math.ceil(outcome.seconds / 60),
      };
    case 'wait':
      return { why: 'wait', seconds: outcome.seconds };
    case 'signed-out':
      return { why: 'wrong-pair' };
    case 'unreadable':
      return { why: 'server-fault' };
    default:
      return { why: outcome.outcome };
  }
}

/** The seconds to wait run down; when they are over, the notice is gone. */
function withSecondsLeft(
  shown: { readonly notice: SignInNotice; readonly at: number } | null,
  now: number,
): SignInNotice | null {
  if (shown === null || shown.notice.why !== 'wait') return shown?.notice ?? null;
  const seconds = shown.notice.seconds - Math.max(0, now - shown.at);
  return seconds > 0 ? { why: 'wait', seconds } : null;
}
