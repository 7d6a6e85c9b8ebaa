// Owns one line of the register: dose numeral in the margin, name, facts, and where the person and the record are.

import { memo } from 'preact/compat';
import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import {
  latestPlace,
  wordsOfPlace,
  wordsOfProgress,
  type StateWords,
} from '../../parts/place-words.ts';
import { personPath } from '../../parts/person-path.ts';
import { ageIn, genderWords, productLabel } from '../../parts/person-words.ts';
import type { PersonRow } from '../../tablet.ts';
import { Icon } from '../../ui/icons.tsx';
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
  /** The name alone, while the list flies by; the same link, for a finger or the focus may already be on it. */
  readonly isBare?: boolean;
}

/** As few nodes as it takes: a dozen rows stand on the screen, and a key press in the search may change all of them. */
export const DueRow = memo(function DueRow(props: DueRowProps): JSX.Element {
  const { person, isBare = false } = props;
  const { progress, questions } = person.folded;
  const isAsked = !isBare && questions.some((asked) => asked.answers.length === 0);
  const place = progress === 'dosed' ? latestPlace(person) : null;
  return (
    <a class={isBare ? 'due-row is-bare' : `due-row is-${progress}`} href={personPath(person.key)}>
      {!isBare && (
        <span
          class="due-dose"
          role="img"
          aria-label={t('dose.number', { number: person.doseNumber })}
        >
          {person.doseNumber}
        </span>
      )}
      {isAsked ? (
        <AskedName name={person.name} />
      ) : (
        <span class="due-name due-name-words" dir="auto">
          {person.name}
        </span>
      )}
      {!isBare && <span class="due-facts">{factsOf(props)}</span>}
      {!isBare && (
        <span class="due-state">
          <StateLine words={wordsOfProgress[progress]} />
          {place !== null && <StateLine words={wordsOfPlace[place]} />}
        </span>
      )}
    </a>
  );
});

function AskedName({ name }: { readonly name: string }): JSX.Element {
  return (
    <span class="due-name">
      <span class="due-name-words" dir="auto">
        {name}
      </span>
      <span class="due-asked">
        <Icon name="info" size={22} />
        <span>{t('ask.badge')}</span>
      </span>
    </span>
  );
}

function factsOf({ person, day, rules }: DueRowProps): string {
  const { birthYear, gender, product, mobileLast4 } = person;
  const age = ageIn(day, birthYear);
  return [
    t('person.ageGender', { age, gender: genderWords(gender) }),
    productLabel(rules, product),
    ...(mobileLast4 === null ? [] : [`••${mobileLast4}`]),
  ].join(' · ');
}

function StateLine({ words }: { readonly words: StateWords }): JSX.Element {
  return (
    <span class={`status-words tone-${words.tone}`}>
      <Icon name={words.icon} size={20} />
      {t(words.key)}
    </span>
  );
}
