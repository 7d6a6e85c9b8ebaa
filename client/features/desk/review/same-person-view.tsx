// Owns the part of a case about one person in several entries: links in force with their doses, entries that may be the same, and those that were said to be somebody else.

import type { JSX } from 'preact';
import type { DeskOpenDose } from '../../../../schemas/desk.ts';
import type { DeskCase } from '../../../../schemas/desk-case.ts';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { say } from '../desk-texts.ts';
import { StateLabel } from '../shell/state-label.tsx';
import type { CaseModel } from './case-model.ts';
import { sayName } from './reason-words.ts';

export function SamePerson(props: {
  readonly shown: DeskCase;
  readonly model: CaseModel;
  readonly mayDecide: boolean;
}): JSX.Element {
  const { shown, model, mayDecide } = props;
  const title = say('case.samePerson');
  return (
    <section class="desk-case-part" aria-label={title}>
      <h3>{title}</h3>
      {shown.links.map((link) => (
        <div class="desk-act desk-act-linked" key={link.link}>
          <p>
            <strong>{say('case.linked')}</strong> <PersonLine person={link.person} />
          </p>
          {link.doses.map((dose) => (
            <p class="desk-act-head" key={`${dose.administeredAt} ${dose.tablet}`}>
              <span>
                {dose.product} · {formatDayTime(dose.administeredAt)} · {dose.tablet}
              </span>
              <StateLabel state={dose.state} />
            </p>
          ))}
          <p class="desk-note">{link.note}</p>
          <p class="desk-soft">
            {link.account} · {formatDayTime(link.at)}
          </p>
          {mayDecide && (
            <Button
              onPress={() => model.start({ task: 'not-same-person', link: link.link, text: '' })}
            >
              {say('case.unlink')}
            </Button>
          )}
        </div>
      ))}
      {shown.likelySame.map((likely) => (
        <div class="desk-act" key={likely.caseKey}>
          <p>
            <PersonLine person={likely.person} />
          </p>
          <p>
            {likely.why.map((why) => say(`likely.${why}`)).join(' · ')} ·{' '}
            {say('case.likelyDoses', { count: likely.doses })}
          </p>
          {mayDecide && (
            <ButtonRow>
              <Button
                onPress={() =>
                  model.start({ task: 'same-person', otherCase: likely.caseKey, text: '' })
                }
              >
                {say('case.link')}
              </Button>
              <Button
                onPress={() =>
                  model.start({
                    task: 'different',
                    otherCase: likely.caseKey,
                    otherHash: likely.caseHash,
                    text: '',
                  })
                }
              >
                {say('case.tellApart')}
              </Button>
            </ButtonRow>
          )}
        </div>
      ))}
      {shown.links.length + shown.likelySame.length === 0 && <p>{say('case.nobodyAlike')}</p>}
      {shown.toldApart.map((apart) => (
        <div class="desk-act" key={apart.otherCase}>
          <p>
            <strong>{say('case.toldApart')}</strong> <PersonLine person={apart.person} />
          </p>
          {apart.note !== '' && <p class="desk-note">{apart.note}</p>}
          <p class="desk-soft">
            {apart.account} · {formatDayTime(apart.at)}
          </p>
          {mayDecide && (
            <Button
              onPress={() =>
                model.start({ task: 'same-person', otherCase: apart.otherCase, text: '' })
              }
            >
              {say('case.link')}
            </Button>
          )}
        </div>
      ))}
    </section>
  );
}

function PersonLine({ person }: { readonly person: DeskOpenDose['person'] }): JSX.Element {
  const parts = [
    sayName(person.name),
    person.birthYear === null ? null : String(person.birthYear),
    person.mobileLast4 === null ? null : `•• ${person.mobileLast4}`,
    say(person.isWalkIn ? 'evidence.walkIn' : 'evidence.booked'),
  ];
  return <>{parts.filter((part) => part !== null).join(' · ')}</>;
}
