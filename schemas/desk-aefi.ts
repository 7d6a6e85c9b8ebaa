// Owns what the desk sees of reactions after a dose: the reports of its places, the worst first.

import type { AefiBody } from './fold/case.ts';

/** GET /v1/desk/aefi-reports: of the last days, the worst first, then the latest. Reading it is audited for each person. */
export interface DeskAefiReports {
  readonly reports: readonly DeskAefiReport[];
  /** More were reported than a page holds: the oldest are not here. */
  readonly isCut: boolean;
}

export interface DeskAefiReport {
  readonly reportKey: string;
  readonly centreId: number;
  readonly centreName: string;
  readonly caseKey: string;
  readonly person: {
    readonly name: string;
    readonly birthYear: number | null;
    readonly gender: string | null;
    readonly mobileLast4: string | null;
  };
  /** Null where the dose it followed is not on record here. */
  readonly dose: {
    readonly doseNumber: number;
    readonly product: string;
    readonly vaccineBatch: string;
    readonly vial: string;
    readonly givenAt: number;
  } | null;
  readonly severity: AefiBody['severity'];
  readonly onsetAt: number;
  readonly onsetPrecision: AefiBody['onsetPrecision'];
  readonly symptoms: readonly string[];
  readonly otherSymptoms: string | null;
  readonly actions: readonly string[];
  readonly referredTo: string | null;
  readonly outcome: AefiBody['outcome'];
  readonly source: AefiBody['source'];
  readonly receivedAt: number;
  /** Staff of the centre, or the account of a desk. */
  readonly reportedBy: string | null;
  readonly isFromDesk: boolean;
  /** It follows an earlier report of the same person. */
  readonly isFollowUp: boolean;
  /** Taken back where it was written; shown all the same. */
  readonly isError: boolean;
}

export const aefiDaysShown = 30;
