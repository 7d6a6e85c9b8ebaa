// Owns the desk's questions about cards: who of a centre and day has one, why not yet, and one card to print.

import * as z from 'zod/mini';

z.config({ jitless: true });

/** POST /v1/desk/cards/day → `DeskCardsOfDay`. A person is only ever named in a body. */
export const deskCardsOfDaySchema = z.object({
  centreId: z.int(),
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
  /** `next` of the page before. */
  after: z.exactOptional(z.string().check(z.maxLength(120))),
});

export const deskCardSchema = z.object({
  centreId: z.int(),
  caseKey: z.string().check(z.maxLength(120)),
});

export const whyNoCards = [
  'nothing-given',
  'being-checked',
  'restore-review',
  'no-product-code',
  'nobody-named',
] as const;
export type WhyNoCard = (typeof whyNoCards)[number];

export type DeskCardState =
  | { readonly state: 'issued'; readonly issuedAt: number }
  /** Something contradicts a card that stands; a supervisor decides. */
  | { readonly state: 'in-question' }
  | { readonly state: 'withdrawn' }
  | { readonly state: 'not-yet'; readonly why: WhyNoCard };

export interface DeskCardRow {
  readonly caseKey: string;
  readonly name: string;
  readonly birthYear: number | null;
  readonly mobileLast4: string | null;
  readonly card: DeskCardState;
}

export interface DeskCardsOfDay {
  readonly rows: readonly DeskCardRow[];
  readonly next: string | null;
}

/** POST /v1/desk/cards/show → one card, for paper. */
export interface DeskCardShown {
  readonly card: DeskCardState;
  /** Null unless it is issued. */
  readonly print: {
    readonly numeric: string;
    readonly file: string;
    readonly name: string;
    readonly birthYear: number;
    readonly doses: readonly {
      readonly product: string;
      readonly day: string;
      readonly vaccineBatch: string;
    }[];
    readonly centreName: string;
    readonly district: string;
    /** Where anybody can check it. */
    readonly verifyAddress: string;
  } | null;
}
