// Owns one dose under review: its reasons, all evidence side by side, and the two decisions.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { DeskOpenDose } from '../../../../schemas/desk.ts';
import { formatDayTime, formatTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Facts } from '../../../ui/layout.tsx';
import { Notice, StatusWords } from '../../../ui/notice.tsx';
import { say, saySpan } from '../desk-texts.ts';
import { CardTable } from '../shell/card-table.tsx';
import { sayFault } from '../shell/fault-notice.tsx';
import { StateLabel } from '../shell/state-label.tsx';
import { wordsOfState } from '../state-words.ts';
import { CaseResultWords } from './case-dialog.tsx';
import { CaseView, ChangeList } from './case-view.tsx';
import {
  lookOfGroup,
  sayName,
  sayReason,
  sayReasonAdvice,
  sayReasonDetail,
  type ShownReason,
} from './reason-words.ts';
import { waitsForOwnWordOnly } from './reasons.ts';
import { shownState, type ReviewItem } from './review-list.ts';
import type { DecisionResult } from './decision-model.ts';
import type { ReviewModel } from './review-model.ts';
import { itemToId } from './item-id.ts';

export function DoseEvidence(props: {
  readonly model: ReviewModel;
  readonly item: ReviewItem;
}): JSX.Element {
  const { model, item } = props;
  const { dose } = item;
  const heading = useRef<HTMLHeadingElement>(null);
  const result = resultOf(model, item.key);
  const isAnswered = result !== null && result.outcome !== 'failed';
  // To the head when a dose is opened, and again when the server has answered: there stands what came of it.
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
    heading.current?.closest('article')?.scrollIntoView({ block: 'start' });
  }, [isAnswered]);
  const backToList = (): void => {
    model.select(null);
    document.getElementById(itemToId(item.key))?.focus();
  };
  return (
    <article class="sheet sheet-margin desk-evidence" aria-labelledby="desk-evidence-name">
      <button type="button" class="back desk-back" onClick={backToList}>
        <Icon name="back" />
        <span>{say('review.backToList')}</span>
      </button>
      <header class="desk-evidence-head">
        <div>
          <h2 id="desk-evidence-name" tabIndex={-1} ref={heading}>
            {sayName(dose.person.name)}
          </h2>
          <p>
            {say('review.itemDose', { product: dose.product, number: dose.doseNumber })} ·{' '}
            {dose.centreName}
          </p>
        </div>
        {item.settled === null && <StateLabel state={dose.state} />}
      </header>
      {item.settled !== null && <SettledStamp item={item} />}
      <ResultWords result={result} />
      {item.settled !== null && <NextStep model={model} onBack={backToList} />}
      <Reasons dose={dose} />
      <Evidence dose={dose} />
      <OtherDoses dose={dose} />
      <AlsoOpen model={model} />
      <CaseResultWords
        result={model.caseFile.task.value === null ? model.caseFile.result.value : null}
      />
      <CaseView model={model.caseFile} mayDecide={model.mayDecide} />
      {item.settled === null && !model.mayDecide && <p>{say('review.mayNotDecide')}</p>}
      {item.settled === null && model.mayDecide && (
        <div class="desk-decide">
          <ButtonRow>
            <Button
              look="primary"
              icon="confirmed"
              onPress={() => model.decision.start(item, 'accepted')}
            >
              {say('review.accept')}
            </Button>
            <Button
              look="danger"
              icon="withdrawn"
              onPress={() => model.decision.start(item, 'revoked')}
            >
              {say('review.withdraw')}
            </Button>
          </ButtonRow>
        </div>
      )}
    </article>
  );
}

/** A case is one task; each of its doses is decided by itself. */
function AlsoOpen({ model }: { readonly model: ReviewModel }): JSX.Element | null {
  const others = model.alsoOpen.value;
  if (others.length === 0) return null;
  return (
    <section class="desk-other" aria-label={say('review.alsoOpen')}>
      <h3>{say('review.alsoOpen')}</h3>
      <ButtonRow>
        {others.map(({ key, dose }) => (
          <Button key={key} icon="next" onPress={() => model.select(key)}>
            {`${formatDayTime(dose.administeredAt)} · ${dose.tablet}`}
          </Button>
        ))}
      </ButtonRow>
    </section>
  );
}

function NextStep(props: {
  readonly model: ReviewModel;
  readonly onBack: () => void;
}): JSX.Element {
  const next = props.model.nextOpen.value;
  return (
    <ButtonRow>
      {next === null ? (
        <Button icon="back" onPress={props.onBack}>
          {say('review.backToList')}
        </Button>
      ) : (
        <Button look="primary" icon="next" onPress={() => props.model.select(next.key)}>
          {say('review.next')}
        </Button>
      )}
    </ButtonRow>
  );
}

function SettledStamp({ item }: { readonly item: ReviewItem }): JSX.Element {
  const words = wordsOfState[shownState(item)];
  return (
    <div class="desk-settled">
      <p class={`stamp tone-${words.tone}`}>
        <Icon name={words.icon} size={32} />
        <span>{say(words.key)}</span>
      </p>
      {item.settled !== null && item.settled.as !== 'elsewhere' && (
        <p class="desk-note">{item.settled.note}</p>
      )}
    </div>
  );
}

function resultOf(model: ReviewModel, key: string): DecisionResult | null {
  const last = model.decision.result.value;
  return last?.key === key ? last.result : null;
}

/** Always in the page, so that the outcome of a decision is spoken. */
function ResultWords({ result }: { readonly result: DecisionResult | null }): JSX.Element {
  return (
    <div role="status" class="desk-result">
      {result !== null && result.outcome !== 'failed' && (
        <Notice tone={result.outcome === 'decided' ? 'good' : 'warn'}>
          <p>{sayResult(result)}</p>
          {result.outcome === 'look-again' && result.changes.length > 0 && (
            <>
              <p>{say('result.whatChanged')}</p>
              <ChangeList lines={result.changes} />
            </>
          )}
        </Notice>
      )}
    </div>
  );
}

export function sayResult(result: DecisionResult): string {
  switch (result.outcome) {
    case 'decided':
      return say(result.kind === 'accepted' ? 'result.accepted' : 'result.withdrawn');
    case 'look-again':
      return say(result.isStillOpen ? 'result.lookAgain' : 'result.noLongerOpen');
    case 'failed':
      return `${say('result.failed')} ${sayFault(result.fault)}`;
    default:
      return say(`result.${result.outcome}`);
  }
}

function Reasons({ dose }: { readonly dose: DeskOpenDose }): JSX.Element {
  return (
    <section class="desk-reasons" aria-label={say('review.reasons')}>
      <h3>{say('review.reasons')}</h3>
      {dose.reasons.length === 0 && <p>{say('review.noReasons')}</p>}
      <ul>
        {dose.reasons.map((each) => (
          <ReasonRow key={`${each.reason} ${each.detail ?? ''}`} reason={each} />
        ))}
      </ul>
      {waitsForOwnWordOnly(dose) && <p class="desk-own-word">{say('review.ownWordOnly')}</p>}
    </section>
  );
}

function ReasonRow({ reason }: { readonly reason: ShownReason }): JSX.Element {
  const look = lookOfGroup[reason.group];
  const detail = sayReasonDetail(reason);
  return (
    <li class={`desk-reason tone-${look.tone}`}>
      <StatusWords tone={look.tone} icon={look.icon}>
        {say(`group.${reason.group}`)}
      </StatusWords>
      <p class="desk-reason-words">{sayReason(reason)}</p>
      <p class="desk-reason-advice">{sayReasonAdvice(reason)}</p>
      {detail !== null && <p class="desk-reason-detail">{detail}</p>}
    </li>
  );
}

function Evidence({ dose }: { readonly dose: DeskOpenDose }): JSX.Element {
  const { person } = dose;
  const unknown = say('common.notKnown');
  return (
    <div class="desk-evidence-columns">
      <EvidencePart title={say('evidence.person')}>
        <Facts
          facts={[
            { name: say('evidence.name'), value: sayName(person.name) },
            { name: say('evidence.birthYear'), value: person.birthYear ?? unknown },
            { name: say('evidence.gender'), value: sayGender(person.gender) },
            {
              name: say('evidence.mobile'),
              value:
                person.mobileLast4 === null ? say('evidence.noMobile') : `•• ${person.mobileLast4}`,
            },
            {
              name: say('evidence.reference'),
              value: person.referenceId ?? say('evidence.noReference'),
            },
            {
              name: say('evidence.came'),
              value: say(person.isWalkIn ? 'evidence.walkIn' : 'evidence.booked'),
            },
          ]}
        />
      </EvidencePart>
      <EvidencePart title={say('evidence.dose')}>
        <Facts
          facts={[
            { name: say('evidence.doseNumber'), value: dose.doseNumber },
            { name: say('day.product'), value: dose.product },
            { name: say('evidence.vial'), value: dose.vial },
            { name: say('evidence.batch'), value: dose.vaccineBatch },
            { name: say('evidence.by'), value: <By by={dose.by} /> },
            { name: say('evidence.tablet'), value: dose.tablet },
            { name: say('evidence.administeredAt'), value: formatDayTime(dose.administeredAt) },
            { name: say('evidence.receivedAt'), value: <Arrival dose={dose} /> },
          ]}
        />
      </EvidencePart>
    </div>
  );
}

function EvidencePart(props: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section aria-label={props.title}>
      <h3>{props.title}</h3>
      {props.children}
    </section>
  );
}

function By({ by }: { readonly by: DeskOpenDose['by'] }): JSX.Element {
  if (by === null) return <>{say('evidence.byNobody')}</>;
  return (
    <>
      {by.name}{' '}
      <span class="desk-soft">
        ({by.staffId}, {say(by.proved ? 'evidence.proved' : 'evidence.claimed')})
      </span>
    </>
  );
}

/** The two times side by side: a late arrival is usual offline, and still worth seeing. */
function Arrival({ dose }: { readonly dose: DeskOpenDose }): JSX.Element {
  const seconds = dose.receivedAt - dose.administeredAt;
  return (
    <>
      {Math.abs(seconds) < 43_200 ? formatTime(dose.receivedAt) : formatDayTime(dose.receivedAt)}{' '}
      <span class="desk-soft">
        {say(seconds < 0 ? 'evidence.before' : 'evidence.later', {
          span: saySpan(Math.abs(seconds)),
        })}
      </span>
    </>
  );
}

function sayGender(gender: string | null): string {
  if (gender === 'Female' || gender === 'Male' || gender === 'Other')
    return say(`gender.${gender}`);
  return gender ?? say('common.notKnown');
}

function OtherDoses({ dose }: { readonly dose: DeskOpenDose }): JSX.Element {
  return (
    <section class="desk-other" aria-label={say('evidence.otherDoses')}>
      <h3>{say('evidence.otherDoses')}</h3>
      {dose.otherDoses.length === 0 ? (
        <p>{say('evidence.noOtherDoses')}</p>
      ) : (
        <CardTable
          caption={say('evidence.otherDoses')}
          columns={[
            { key: 'at', label: say('evidence.administeredAt') },
            { key: 'product', label: say('day.product') },
            { key: 'tablet', label: say('evidence.tablet') },
            { key: 'state', label: say('evidence.state') },
          ]}
          rows={dose.otherDoses.map((other, i) => ({
            key: String(i),
            cells: {
              at: formatDayTime(other.administeredAt),
              product: other.product,
              tablet: other.tablet,
              state: <StateLabel state={other.state} />,
            },
          }))}
        />
      )}
    </section>
  );
}
