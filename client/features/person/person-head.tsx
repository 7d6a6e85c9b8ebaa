// Owns who stands here: name in full, age, gender, and the dose as a big numeral.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { ageIn, genderWords, productLabel } from '../../parts/person-words.ts';
import { tokenOf } from '../../room/board.ts';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Icon } from '../../ui/icons.tsx';

export function PersonHead({
  person,
  day,
}: {
  readonly person: PersonRow;
  readonly day: DayView;
}): JSX.Element {
  return (
    <header class="person-head">
      <a class="back" href="/">
        <Icon name="back" />
        <span>{t('person.backToList')}</span>
      </a>
      <div class="person-who">
        <div class="person-dose">
          <span aria-hidden="true">{person.doseNumber}</span>
          <span class="visually-hidden">{t('dose.number', { number: person.doseNumber })}</span>
        </div>
        <div>
          <h1 dir="auto">{person.name}</h1>
          <p>
            {t('person.ageGender', {
              age: ageIn(day.day, person.birthYear),
              gender: genderWords(person.gender),
            })}
            {' · '}
            {t('person.born', { year: String(person.birthYear) })}
          </p>
          <p>
            {productLabel(day.rules, person.product)}
            {' · '}
            {person.slot === null ? walkInWords(person) : person.slot.replace('-', ' – ')}
          </p>
        </div>
      </div>
    </header>
  );
}

/** With the number a person is called by, and that can be written on paper. */
function walkInWords(person: PersonRow): string {
  const registration = person.folded.registration?.ref;
  return registration === undefined
    ? t('person.walkIn')
    : t('person.walkInNumber', { number: tokenOf(registration) });
}
