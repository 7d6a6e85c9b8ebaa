// Owns the shape of the server's answer about reactions, checked at the edge.

import * as z from 'zod/mini';
import type { DeskAefiReports } from '../../../../schemas/desk-aefi.ts';
import { outcomes, severities, sources } from '../../../parts/aefi-choices.ts';
import { reader, type Reader } from '../answer-parts.ts';

export const readAefiReports: Reader<DeskAefiReports> = reader(
  z.looseObject({
    isCut: z.boolean(),
    reports: z.array(
      z.looseObject({
        reportKey: z.string(),
        centreId: z.int(),
        centreName: z.string(),
        caseKey: z.string(),
        person: z.looseObject({
          name: z.string(),
          birthYear: z.nullable(z.int()),
          gender: z.nullable(z.string()),
          mobileLast4: z.nullable(z.string()),
        }),
        dose: z.nullable(
          z.looseObject({
            doseNumber: z.int(),
            product: z.string(),
            vaccineBatch: z.string(),
            vial: z.string(),
            givenAt: z.number(),
          }),
        ),
        severity: z.enum(severities),
        onsetAt: z.number(),
        onsetPrecision: z.enum(['minute', 'day']),
        symptoms: z.array(z.string()),
        otherSymptoms: z.nullable(z.string()),
        actions: z.array(z.string()),
        referredTo: z.nullable(z.string()),
        outcome: z.enum(outcomes),
        source: z.enum(sources),
        receivedAt: z.number(),
        reportedBy: z.nullable(z.string()),
        isFromDesk: z.boolean(),
        isFollowUp: z.boolean(),
        isError: z.boolean(),
      }),
    ),
  }),
);
