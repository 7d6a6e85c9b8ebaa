// Owns what is said before a dose: interval, product, age, vial, screening. A warning never blocks the record.

import type { DayView, PersonRow, VialRow } from '../../tablet.ts';
import { judgeDoseInterval } from '../../../schemas/rules/dose-interval.ts';
import { judgeEligibility } from '../../../schemas/rules/eligibility.ts';
import { adviceOf } from '../../../schemas/rules/screening.ts';
import type { ScreeningItem } from '../../../schemas/rules/screening-rows.ts';
import { earlierDoseOf } from './earlier-dose.ts';

export type DoseWarning =
  | {
      readonly warning: 'too-early';
      readonly days: number;
      readonly daysMin: number;
      readonly dueFrom: string;
      readonly ruleFrom: string;
    }
  | {
      readonly warning: 'later-than-recommended';
      readonly days: number;
      readonly daysMax: number;
      readonly ruleFrom: string;
    }
  | { readonly warning: 'earlier-dose-unknown' }
  | { readonly warning: 'other-product-before'; readonly earlier: string; readonly now: string }
  | { readonly warning: 'other-product-booked'; readonly booked: string; readonly now: string }
  | {
      readonly warning: 'too-young';
      readonly age: number;
      readonly ageMin: number;
      readonly ruleFrom: string;
    }
  | {
      readonly warning: 'other-product-for-age';
      readonly age: number;
      readonly products: readonly string[];
      readonly ruleFrom: string;
    }
  | { readonly warning: 'vial-past-time'; readonly vial: string }
  | {
      readonly warning: 'vial-empty';
      readonly vial: string;
      readonly next: number;
      readonly nominal: number;
    }
  | { readonly warning: 'id-mismatch' }
  | { readonly warning: 'screening'; readonly item: ScreeningItem };

export interface DosePlan {
  readonly person: PersonRow;
  readonly vial: VialRow | null;
  readonly doseNumber: number;
  readonly day: DayView;
}

export function findDoseWarnings(plan: DosePlan): readonly DoseWarning[] {
  return [
    ...checkWarnings(plan),
    ...intervalWarnings(plan),
    ...productWarnings(plan),
    ...ageWarnings(plan),
    ...vialWarnings(plan.vial),
  ];
}

function checkWarnings({ person, day }: DosePlan): readonly DoseWarning[] {
  const last = person.folded.checkedIn[person.folded.checkedIn.length - 1];
  if (last === undefined) return [];
  const items = last.body.screening === 'clear' ? [] : last.body.screening;
  return [
    ...(last.body.idSeen === 'mismatch' ? [{ warning: 'id-mismatch' } as const] : []),
    ...items
      .filter((item): item is ScreeningItem => adviceOf(day.rules, item, day.day) !== null)
      .map((item) => ({ warning: 'screening', item }) as const),
  ];
}

function intervalWarnings({ person, vial, doseNumber, day }: DosePlan): readonly DoseWarning[] {
  const product = vial?.product ?? person.product;
  const judged = judgeDoseInterval(
    day.rules,
    product,
    doseNumber,
    earlierDoseOf(person, doseNumber)?.day ?? null,
    day.day,
  );
  if (judged.outcome === 'too-early')
    return [
      {
        warning: 'too-early',
        days: judged.days,
        daysMin: judged.rule.daysMin,
        dueFrom: judged.dueFrom,
        ruleFrom: judged.rule.effectiveFrom,
      },
    ];
  if (judged.outcome === 'later-than-recommended' && judged.rule.daysMax !== null)
    return [
      {
        warning: 'later-than-recommended',
        days: judged.days,
        daysMax: judged.rule.daysMax,
        ruleFrom: judged.rule.effectiveFrom,
      },
    ];
  return judged.outcome === 'earlier-dose-unknown' ? [{ warning: 'earlier-dose-unknown' }] : [];
}

function productWarnings({ person, vial, doseNumber }: DosePlan): readonly DoseWarning[] {
  if (vial === null) return [];
  const earlier = earlierDoseOf(person, doseNumber)?.product ?? null;
  if (earlier !== null && earlier !== vial.product)
    return [{ warning: 'other-product-before', earlier, now: vial.product }];
  const isOther = !person.isWalkIn && person.product !== vial.product;
  return isOther
    ? [{ warning: 'other-product-booked', booked: person.product, now: vial.product }]
    : [];
}

/** Only the birth year is known: warned when the person cannot have reached the age by the end of this year. */
function ageWarnings({ person, vial, day }: DosePlan): readonly DoseWarning[] {
  const product = vial?.product ?? person.product;
  const judged = judgeEligibility(day.rules, { birthYear: person.birthYear, product }, day.day);
  if (judged.outcome === 'too-young') {
    const { age, ageMin, ruleFrom } = judged;
    return [{ warning: 'too-young', age, ageMin, ruleFrom }];
  }
  if (judged.outcome === 'other-product-for-age') {
    const { age, products, ruleFrom } = judged;
    return [{ warning: 'other-product-for-age', age, products, ruleFrom }];
  }
  return [];
}

function vialWarnings(vial: VialRow | null): readonly DoseWarning[] {
  if (vial === null) return [];
  return [
    ...(vial.isPastTime ? [{ warning: 'vial-past-time', vial: vial.name } as const] : []),
    ...(vial.drawn >= vial.dosesNominal
      ? [
          {
            warning: 'vial-empty',
            vial: vial.name,
            next: vial.drawn + 1,
            nominal: vial.dosesNominal,
          } as const,
        ]
      : []),
  ];
}
