// Owns the requests and answers of the person's own page over /v1/my: a phone and a one-time code, no account.

import * as z from 'zod/mini';
import { limits } from './limits.ts';

z.config({ jitless: true });

const mobileNumber = z.string().check(z.regex(/^[6-9]\d{9}$/));
const code = z.string().check(z.regex(/^\d{6}$/));
/** Short names of one person and one dose of this phone; they mean nothing elsewhere. */
const handle = z.string().check(z.regex(/^[A-Za-z0-9_-]{11}$/));
const language = z.enum(['en', 'hi', 'mr']);

/** POST /v1/my/codes → 200 `MyCodeAsked` whether anybody knows the phone or not. */
export const myCodeSchema = z.object({ mobileNumber, language });
export interface MyCodeAsked {
  readonly secondsValid: number;
}

/** POST /v1/my/sign-in → 200 `MyDoses` and a cookie, or 401 alike for every wrong pair. */
export const mySignInSchema = z.object({ mobileNumber, code });

/** What the page says of a dose. `asks-you`: it waits for this person's word; `in-question`: it was confirmed, and its card is frozen. */
export const myDoseStates = [
  'asks-you',
  'being-checked',
  'confirmed',
  'withdrawn',
  'mistake',
  'denied',
  'in-question',
] as const;
export type MyDoseState = (typeof myDoseStates)[number];

export interface MyDose {
  readonly dose: string;
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly place: string;
  readonly doseNumber: number;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly state: MyDoseState;
  /** The one-time code of this sign-in can confirm it. */
  readonly mayConfirm: boolean;
  readonly mayDeny: boolean;
}

export interface MyPerson {
  readonly person: string;
  readonly name: string;
  readonly birthYear: number;
  readonly gender: string;
  /** Of a booking without a dose. */
  readonly booking: { readonly day: string; readonly place: string } | null;
  readonly doses: readonly MyDose[];
  /** A correction that the district has not decided yet. */
  readonly isCorrectionOpen: boolean;
  readonly hasCard: boolean;
}

/** GET /v1/my/doses: everybody this phone speaks for, each apart. */
export interface MyDoses {
  readonly people: readonly MyPerson[];
  /** Epoch seconds. */
  readonly signedInUntil: number;
}

/** POST /v1/my/word and /v1/my/not-me. */
export const myDoseSchema = z.object({ dose: handle });

export const myWordOutcomes = [
  'confirmed',
  'being-checked',
  'already',
  'frozen',
  'not-possible',
] as const;
/** `being-checked`: the word is written down and something else is still open. `frozen`: no card is issued until a supervisor has looked. */
export interface MyWordAnswer {
  readonly outcome: (typeof myWordOutcomes)[number];
}

/** POST /v1/my/corrections: only what is to change. A supervisor decides. */
export const myCorrectionSchema = z.object({
  person: handle,
  name: z.optional(z.string().check(z.minLength(1), z.maxLength(limits.nameCharactersMax))),
  birthYear: z.optional(z.int().check(z.minimum(1900), z.maximum(2100))),
  gender: z.optional(z.enum(['Female', 'Male', 'Other'])),
});
export type MyCorrection = z.infer<typeof myCorrectionSchema>;
export interface MyCorrectionAnswer {
  readonly outcome: 'asked' | 'nothing-changes' | 'not-possible';
}

/** POST /v1/my/twice: two entries of this phone are one person. A supervisor compares them. */
export const myTwiceSchema = z.object({ person: handle, other: handle });
export interface MyTwiceAnswer {
  readonly outcome: 'asked' | 'already' | 'not-possible';
}

/** POST /v1/my/phone/codes: a code to the new phone. POST /v1/my/phone: that code, typed on the page the old phone opened. */
export const myNewPhoneSchema = z.object({ mobileNumber, language });
export const myPhoneSchema = z.object({ person: handle, mobileNumber, code });
export interface MyPhoneAnswer {
  readonly outcome: 'changed' | 'code-refused' | 'not-possible';
}

/** POST /v1/my/card: the QR's content and the file, or why there is none. */
export const myCardSchema = z.object({ person: handle });
export type MyCard =
  | {
      readonly outcome: 'issued';
      readonly numeric: string;
      readonly file: string;
      readonly issuedAt: number;
    }
  | { readonly outcome: 'in-question' | 'withdrawn' | 'not-yet' };
