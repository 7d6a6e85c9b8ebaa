// Owns how a district's day is exported as numbers: doses by product and number, each by state, and again by centre. No person.

import type { MeasureReport, MeasureReportGroup, MeasureReportGroupPopulation } from 'fhir/r4';
import { systems } from './systems.ts';
import { toFhirText, toInstant } from './values.ts';

export interface DayCountFacts {
  readonly centreId: number;
  readonly centreName: string;
  readonly product: string;
  readonly doseNumber: number;
  readonly state: string;
  readonly doses: number;
}

export interface DayFacts {
  /** Made of day, state and district; the caller keeps it free of other signs. */
  readonly id: string;
  readonly district: string;
  readonly day: string;
  /** Epoch seconds. */
  readonly asOf: number;
  readonly counts: readonly DayCountFacts[];
}

export function countsToMeasureReport(facts: DayFacts): MeasureReport {
  const counts = facts.counts.filter((row) => row.doses > 0);
  const groups = Map.groupBy(counts, (row) => `${row.product} ${row.doseNumber}`);
  const reporter = toFhirText(facts.district);
  return {
    resourceType: 'MeasureReport',
    id: facts.id,
    meta: { lastUpdated: toInstant(facts.asOf) },
    status: 'complete',
    type: 'summary',
    measure: systems.dosesGiven,
    date: toInstant(facts.asOf),
    ...(reporter === null ? {} : { reporter: { display: reporter } }),
    period: { start: facts.day, end: facts.day },
    ...(groups.size === 0 ? {} : { group: [...groups.values()].map(toGroup) }),
  };
}

function toGroup(rows: readonly DayCountFacts[]): MeasureReportGroup {
  const { product, doseNumber } = rows[0]!;
  const code = toFhirText(`${product}#${doseNumber}`) ?? String(doseNumber);
  const text = toFhirText(`${product}, dose ${doseNumber}`) ?? code;
  return {
    code: { coding: [{ system: systems.product, code }], text },
    population: toPopulations(rows),
    stratifier: [
      {
        code: [{ text: 'centre' }],
        stratum: [...Map.groupBy(rows, (row) => row.centreId).values()].map((ofCentre) => ({
          value: {
            coding: [{ system: systems.centre, code: String(ofCentre[0]!.centreId) }],
            text: toFhirText(ofCentre[0]!.centreName) ?? String(ofCentre[0]!.centreId),
          },
          population: toPopulations(ofCentre),
        })),
      },
    ],
  };
}

function toPopulations(rows: readonly DayCountFacts[]): MeasureReportGroupPopulation[] {
  return [...Map.groupBy(rows, (row) => row.state)].map(([state, ofState]) => ({
    code: { coding: [{ system: systems.doseState, code: state }] },
    count: ofState.reduce((sum, row) => sum + row.doses, 0),
  }));
}
