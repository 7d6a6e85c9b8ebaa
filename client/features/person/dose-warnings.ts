// Owns what is said before a dose: interval, product, age, vial, screening. A warning never blocks the record.

import type { DayView, PersonRow, VialRow } from '../../tablet.ts';
import { judgeDoseInterval } from '../../../schemas/rules/dose-interval.ts';
import { latestInForce, type AgeRule, type RuleSet } from '../../../schemas/rules/rule-set.ts';
import { adviceOf, type ScreeningItem } from './screening.ts';

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
      readonly ruleFrom: string | null;
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
      .filter((item): item is ScreeningItem => adviceOf(item, day.day) !== null)
      .map((item) => ({ warning: 'screening', item }) as const),
  ];
}

function intervalWarnings({ person, vial, doseNumber, day }: DosePlan): readonly DoseWarning[] {
  const product = vial?.product ?? person.product;
  const judged = judgeDoseInterval(
    day.rules,
    product,
    doseNumber,
    person.appointment?.earlierDoseDay ?? null,
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

function productWarnings({ person, vial }: DosePlan): readonly DoseWarning[] {
  if (vial === null) return [];
  const earlier = person.appointment?.earlierDoseProduct ?? null;
  if (earlier !== null && earlier !== vial.product)
    return [{ warning: 'other-product-before', earlier, now: vial.product }];
  const isOther = !person.isWalkIn && person.product !== vial.product;
  return isOther
    ? [{ warning: 'other-product-booked', booked: person.product, now: vial.product }]
    : [];
}

/** A product's own row, once in force, replaces the general one: 15 for Covaxin while 18 holds for others. */
export function ageRuleFor(rules: RuleSet, product: string, day: string): AgeRule | null {
  const own = latestInForce(
    rules.ages.filter((rule) => rule.product === product),
    day,
  );
  return (
    own ??
    latestInForce(
      rules.ages.filter((rule) => rule.product === null),
      day,
    )
  );
}

/** Only the birth year is known: warned when the person cannot have reached the age by the end of this year. */
function ageWarnings({ person, vial, day }: DosePlan): readonly DoseWarning[] {
  const age = Number(day.day.slice(0, 4)) - person.birthYear;
  const rule = ageRuleFor(day.rules, vial?.product ?? person.product, day.day);
  return rule !== null && age < rule.ageMin
    ? [{ warning: 'too-young', age, ageMin: rule.ageMin, ruleFrom: rule.effectiveFrom }]
    : [];
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
