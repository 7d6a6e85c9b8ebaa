// Owns the sentences of the warnings before a dose, each with the date of its rule.

import { formatDayShort, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import type { RuleSet } from '../../../schemas/rules/rule-set.ts';
import type { DoseWarning } from './dose-warnings.ts';
import { adviceOf } from '../../../schemas/rules/screening.ts';

export interface WarningWords {
  readonly title: string;
  readonly body: string;
}

export function warningWords(warning: DoseWarning, rules: RuleSet, day: string): WarningWords {
  const ruleOf = (from: string | null): string =>
    from === null ? '' : t('warning.ruleOf', { day: formatDayShort(from) });
  switch (warning.warning) {
    case 'too-early':
      return {
        title: t('warning.too-early', { days: warning.days, daysMin: warning.daysMin }),
        body: `${t('warning.dueFrom', { day: formatDayShort(warning.dueFrom) })} ${ruleOf(warning.ruleFrom)}`,
      };
    case 'later-than-recommended':
      return {
        title: t('warning.later-than-recommended', {
          days: warning.days,
          daysMax: warning.daysMax,
        }),
        body: `${t('warning.laterIsFine')} ${ruleOf(warning.ruleFrom)}`,
      };
    case 'earlier-dose-unknown':
      return { title: t('warning.earlier-dose-unknown'), body: t('warning.askForCard') };
    case 'other-product-before':
      return {
        title: t('warning.other-product-before', { product: productLabel(rules, warning.earlier) }),
        body: t('warning.noMixing', { product: productLabel(rules, warning.now) }),
      };
    case 'other-product-booked':
      return {
        title: t('warning.other-product-booked', { product: productLabel(rules, warning.booked) }),
        body: t('warning.checkVial', { product: productLabel(rules, warning.now) }),
      };
    case 'too-young':
      return {
        title: t('warning.too-young', { age: warning.age, ageMin: warning.ageMin }),
        body: `${t('warning.checkBirthYear')} ${ruleOf(warning.ruleFrom)}`,
      };
    case 'other-product-for-age':
      return {
        title: t('warning.other-product-for-age', {
          age: warning.age,
          products: warning.products.map((product) => productLabel(rules, product)).join(', '),
        }),
        body: `${t('warning.checkBirthYear')} ${ruleOf(warning.ruleFrom)}`,
      };
    case 'vial-past-time':
      return {
        title: t('warning.vial-past-time', { vial: warning.vial }),
        body: t('warning.openNewVial'),
      };
    case 'vial-empty':
      return {
        title: t('warning.vial-empty', {
          vial: warning.vial,
          next: warning.next,
          nominal: warning.nominal,
        }),
        body: t('warning.recordedAllTheSame'),
      };
    case 'id-mismatch':
      return { title: t('check.mismatchTitle'), body: t('check.mismatchDo') };
    case 'screening': {
      const outlook = adviceOf(rules, warning.item, day);
      return {
        title: t(`screening.${warning.item}`),
        body:
          outlook === null ? '' : `${t(`advice.${outlook.advice}`)} ${ruleOf(outlook.ruleFrom)}`,
      };
    }
  }
}
