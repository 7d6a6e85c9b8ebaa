// Owns one line of the register: dose numeral in the margin, name, facts, and where the person and the record are.

import { memo } from 'preact/compat';
import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { latestPlace, wordsOfPlace, wordsOfProgress } from '../../parts/place-words.ts';
import { personPath } from '../../parts/person-path.ts';
import { ageIn, genderWords, productLabel } from '../../parts/person-words.ts';
import type { PersonRow } from '../../tablet.ts';
import { Icon } from '../../ui/icons.tsx';
import { StatusWords } from '../../ui/notice.tsx';
import type { RuleSet } from '../../../schemas/rules/rule-set.ts';

export function SlotHead(props: {
  readonly slot: string | null;
  readonly count: number;
}): JSX.Element {
  return (
    <h2 class="slot">
      <Icon name={props.slot === null ? 'walkIn' : 'clock'} size={26} />
      <span>{props.slot === null ? t('list.walkIns') : props.slot.replace('-', ' – ')}</span>
      <span class="slot-count">{t('list.people', { count: props.count })}</span>
    </h2>
  );
}

interface DueRowProps {
  readonly person: PersonRow;
  readonly day: string;
  readonly rules: RuleSet | undefined;
}

export const DueRow = memo(function DueRow({ person, day, rules }: DueRowProps): JSX.Element {
  const progress = wordsOfProgress[person.folded.progress];
  const place = person.folded.progress === 'dosed' ? latestPlace(person) : null;
  const isAsked = person.folded.questions.some((asked) => asked.answers.length === 0);
  const placeWords = place === null ? null : wordsOfPlace[place];
  return (
    <a class={`due-row is-${person.folded.progress}`} href={personPath(person.key)}>
      <span class="due-dose">
        <span class="visually-hidden">{t('dose.number', { number: person.doseNumber })}</span>
        <span aria-hidden="true">{person.doseNumber}</span>
      </span>
      <span class="due-words">
        <span class="due-name">
          <span class="due-name-words" dir="auto">
            {person.name}
          </span>
          {isAsked && (
            <span class="due-asked">
              <Icon name="info" size={22} />
              <span>{t('ask.badge')}</span>
            </span>
          )}
        </span>
        <span class="due-facts">
          {t('person.ageGender', {
            age: ageIn(day, person.birthYear),
            gender: genderWords(person.gender),
          })}
          {' · '}
          {productLabel(rules, person.product)}
          {person.mobileLast4 !== null && ` · ••${person.mobileLast4}`}
        </span>
      </span>
      <span class="due-state">
        <StatusWords tone={progress.tone} icon={progress.icon}>
          {t(progress.key)}
        </StatusWords>
        {placeWords !== null && (
          <StatusWords tone={placeWords.tone} icon={placeWords.icon}>
            {t(placeWords.key)}
          </StatusWords>
        )}
      </span>
    </a>
  );
});
