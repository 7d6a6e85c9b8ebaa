// Owns "vaccination session closed": the counts the in-charge signed for. Whoever signed in before it in its span signs it.

import * as z from 'zod/mini';
import { longText, productName, shortText } from './body-parts.ts';
import { foldNothing, type EventKind } from './kind.ts';

export interface DoseCount {
  readonly product: string;
  readonly doseNumber: number;
  readonly doses: number;
}

/** The vials of one batch: what was opened against what was drawn and thrown away. */
export interface VaccineBatchCount {
  readonly product: string;
  readonly vaccineBatch: string;
  readonly vialsOpened: number;
  readonly dosesNominal: number;
  readonly dosesDrawn: number;
  readonly dosesDiscarded: number;
}

/** A tablet of the room whose records are in the counts, up to a number of its log. */
export interface CountedLog {
  readonly log: string;
  readonly upToSeq: number;
  readonly doses: number;
}

export interface VaccinationSessionClosedBody {
  readonly doses: readonly DoseCount[];
  readonly vaccineBatches: readonly VaccineBatchCount[];
  /** Sorted by log; each log once. */
  readonly countedLogs: readonly CountedLog[];
  /** People still in their thirty minutes, of the list not seen, and records not yet sent, at this moment. */
  readonly stillObserved: number;
  readonly notSeen: number;
  readonly unsent: number;
  readonly note?: string;
}

const count = z.int().check(z.minimum(0), z.maximum(100_000));

export const vaccinationSessionClosed: EventKind<VaccinationSessionClosedBody> = {
  kind: 'vaccination-session-closed',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    doses: z
      .array(
        z.looseObject({
          product: productName,
          doseNumber: z.int().check(z.minimum(1), z.maximum(5)),
          doses: count,
        }),
      )
      .check(z.maxLength(20)),
    vaccineBatches: z
      .array(
        z.looseObject({
          product: productName,
          vaccineBatch: shortText,
          vialsOpened: count,
          dosesNominal: count,
          dosesDrawn: count,
          dosesDiscarded: count,
        }),
      )
      .check(z.maxLength(16)),
    countedLogs: z
      .array(
        z.looseObject({
          log: z.string().check(z.minLength(1), z.maxLength(40)),
          upToSeq: z.int().check(z.minimum(0)),
          doses: count,
        }),
      )
      .check(z.maxLength(12)),
    stillObserved: count,
    notSeen: count,
    unsent: count,
    note: z.optional(longText),
  }),
  fold: foldNothing,
  fixture: {
    doses: [{ product: 'COVISHIELD', doseNumber: 1, doses: 58 }],
    vaccineBatches: [
      {
        product: 'COVISHIELD',
        vaccineBatch: '4121Z001',
        vialsOpened: 6,
        dosesNominal: 60,
        dosesDrawn: 58,
        dosesDiscarded: 2,
      },
    ],
    countedLogs: [{ log: '00000000.00000000', upToSeq: 240, doses: 58 }],
    stillObserved: 0,
    notSeen: 2,
    unsent: 240,
  },
};
