// Owns what is said about age and interval before anything is done: in plain words, each with the date of its rule.

import type { JSX } from 'preact';
import { formatDayShort, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import type { DayView, PersonRow } from '../../tablet.ts';
import { StatusWords, type Tone } from '../../ui/notice.tsx';
import { judgeDoseInterval } from '../../../schemas/rules/dose-interval.ts';
import { judgeEligibility } from '../../../schemas/rules/eligibility.ts';
import { earlierDoseOf } from './earlier-dose.ts';

export interface EligibilityLine {
  readonly isFine: boolean;
  readonly words: string;
}

export function EligibilityLines(props: {
  readonly person: PersonRow;
  readonly day: DayView;
  readonly doseNumber: number;
}): JSX.Element {
  return (
    <ul class="eligibility" aria-label={t('eligible.label')}>
      {eligibilityLines(props.person, props.day, props.doseNumber).map(({ words, isFine }) => {
        const tone: Tone = isFine ? 'good' : 'warn';
        return (
          <li key={words}>
            <StatusWords tone={tone} icon={isFine ? 'confirmed' : 'warning'}>
              {words}
            </StatusWords>
          </li>
        );
      })}
    </ul>
  );
}

export function eligibilityLines(
  person: PersonRow,
  day: DayView,
  doseNumber: number,
): readonly EligibilityLine[] {
  return [...ageLine(person, day), ...intervalLine(person, day, doseNumber)];
}

function ageLine(person: PersonRow, day: DayView): readonly EligibilityLine[] {
  const judged = judgeEligibility(day.rules, person, day.day);
  if (judged.outcome === 'no-rule') return [];
  const rule = t('warning.ruleOf', { day: formatDayShort(judged.ruleFrom) });
  if (judged.outcome === 'other-product-for-age') {
    const products = judged.products.map((each) => productLabel(day.rules, each)).join(', ');
    const words = t('warning.other-product-for-age', { age: judged.age, products });
    return [{ isFine: false, words: `${words}. ${rule}` }];
  }
  const isFine = judged.outcome === 'eligible';
  const { age, ageMin } = judged;
  const words = isFine
    ? t('eligible.age', { age, ageMin })
    : t('warning.too-young', { age, ageMin });
  return [{ isFine, words: `${words}. ${rule}` }];
}

function intervalLine(
  person: PersonRow,
  day: DayView,
  doseNumber: number,
): readonly EligibilityLine[] {
  const earlier = earlierDoseOf(person, doseNumber);
  const product = person.product === '' ? (earlier?.product ?? '') : person.product;
  const judged = judgeDoseInterval(day.rules, product, doseNumber, earlier?.day ?? null, day.day);
  if (judged.outcome === 'no-rule') return [];
  if (judged.outcome === 'earlier-dose-unknown')
    return [{ isFine: false, words: t('warning.earlier-dose-unknown') }];
  const rule = t('warning.ruleOf', { day: formatDayShort(judged.rule.effectiveFrom) });
  const { days, rule: row } = judged;
  if (judged.outcome === 'too-early') {
    const due = t('warning.dueFrom', { day: formatDayShort(judged.dueFrom) });
    const words = t('warning.too-early', { days, daysMin: row.daysMin });
    return [{ isFine: false, words: `${words}. ${due} ${rule}` }];
  }
  const words = t('eligible.interval', { number: doseNumber, days, daysMin: row.daysMin });
  return [{ isFine: true, words: `${words}. ${rule}` }];
}
