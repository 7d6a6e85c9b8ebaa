// Owns the hint that somebody like this is on today's list already: a link, never a decision.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { personPath } from '../../parts/person-path.ts';
import { genderWords } from '../../parts/person-words.ts';
import { wordsOfProgress } from '../../parts/place-words.ts';
import type { PersonRow } from '../../tablet.ts';
import { Icon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';

export function LikelySame(props: {
  readonly people: readonly PersonRow[];
  readonly thisYear: number;
}): JSX.Element | null {
  if (props.people.length === 0) return null;
  return (
    <Notice
      tone="wait"
      icon="search"
      title={t('walkIn.likelySame', { count: props.people.length })}
      live="polite"
    >
      <ul class="likely">
        {props.people.map((person) => (
          <li key={person.key}>
            <a class="likely-row" href={personPath(person.key)}>
              <span>
                <strong dir="auto">{person.name}</strong>
                <span class="likely-facts">
                  {t('person.ageGender', {
                    age: props.thisYear - person.birthYear,
                    gender: genderWords(person.gender),
                  })}
                  {person.mobileLast4 !== null && ` · ••${person.mobileLast4}`}
                  {' · '}
                  {t(wordsOfProgress[person.folded.progress].key)}
                </span>
              </span>
              <Icon name="next" />
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
