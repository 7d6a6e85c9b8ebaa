// Owns the evidence of one case on the page: arrivals, code tries, doses with vials and clocks, questions, the same person, comments, history.

import type { ComponentChildren, JSX } from 'preact';
import type { DeskHistoryLine } from '../../../../schemas/desk.ts';
import type { DeskAct, DeskCase } from '../../../../schemas/desk-case.ts';
import { formatDay, formatDayTime } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Facts } from '../../../ui/layout.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { StateLabel } from '../shell/state-label.tsx';
import type { CaseModel } from './case-model.ts';
import { SamePerson } from './same-person-view.tsx';
import {
  noteOfHistory,
  sayAct,
  sayAnswer,
  sayAuthor,
  sayCodes,
  sayHistory,
  sayIdType,
  sayReasonNotToday,
  sayScreening,
  sayTopic,
  sayWho,
} from './case-words.ts';
import './case.css';

export function CaseView(props: {
  readonly model: CaseModel;
  readonly mayDecide: boolean;
}): JSX.Element {
  const { model, mayDecide } = props;
  const shown = model.shown.value;
  if (shown === null)
    return (
      <div class="desk-case" role="status">
        {model.fault.value === null ? (
          <p>{say('case.loading')}</p>
        ) : (
          <FaultNotice fault={model.fault.value} onAgain={() => void model.reload()} />
        )}
      </div>
    );
  return (
    <div class="desk-case">
      <div class="desk-case-columns">
        <Arrivals shown={shown} />
        <Codes shown={shown} />
      </div>
      <Doses shown={shown} />
      <SamePerson shown={shown} model={model} mayDecide={mayDecide} />
      <Questions shown={shown} model={model} mayDecide={mayDecide} />
      <Comments shown={shown} model={model} mayDecide={mayDecide} />
      <History lines={shown.history} />
    </div>
  );
}

export function CasePart(props: {
  readonly title: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="desk-case-part" aria-label={props.title}>
      <h3>{props.title}</h3>
      {props.children}
    </section>
  );
}

function Act({ act }: { readonly act: DeskAct }): JSX.Element {
  return <p class="desk-soft">{[...sayAct(act), sayAuthor(act.by), act.tablet].join(' · ')}</p>;
}

function Arrivals({ shown }: { readonly shown: DeskCase }): JSX.Element {
  const { booking, registration } = shown;
  return (
    <CasePart title={say('case.arrival')}>
      {booking !== null && <Booking booking={booking} />}
      {registration !== null && (
        <div class="desk-act">
          <p>{say('case.registered')}</p>
          <Act act={registration} />
        </div>
      )}
      {shown.checkIns.map((each) => (
        <div class="desk-act" key={`${each.at} ${each.tablet}`}>
          <p>
            {say(`idSeen.${readIdSeen(each.idSeen)}`)} · {sayIdType(each.idType)}
          </p>
          {each.screening.length > 0 && <p>{each.screening.map(sayScreening).join(' · ')}</p>}
          <Act act={each} />
        </div>
      ))}
      {shown.checkIns.length === 0 && <p>{say('case.noCheckIn')}</p>}
      {shown.notToday.map((each) => (
        <div class="desk-act" key={`${each.at} ${each.tablet}`}>
          <p>
            {say('history.not-today')} · {sayReasonNotToday(each.reason)}
          </p>
          <Act act={each} />
        </div>
      ))}
    </CasePart>
  );
}

function readIdSeen(seen: string): 'matches' | 'facilitated' | 'mismatch' {
  return seen === 'matches' || seen === 'facilitated' ? seen : 'mismatch';
}

function Booking(props: { readonly booking: NonNullable<DeskCase['booking']> }): JSX.Element {
  const { booking } = props;
  return (
    <Facts
      facts={[
        {
          name: say('case.booked'),
          value: `${formatDay(booking.day)} · ${booking.slot}${booking.isEnded ? ` · ${say('case.bookingEnded')}` : ''}`,
        },
        {
          name: say('case.bookedDose'),
          value: say('review.itemDose', { product: booking.product, number: booking.doseNumber }),
        },
        ...(booking.earlierDoseDay === null
          ? []
          : [
              {
                name: say('case.earlierDose'),
                value: `${formatDay(booking.earlierDoseDay)} · ${booking.earlierDoseProduct ?? say('common.notKnown')}`,
              },
            ]),
        { name: say('case.code'), value: say(`bookedCode.${booking.code}`) },
      ]}
    />
  );
}

/** In words, never in digits. */
function Codes({ shown }: { readonly shown: DeskCase }): JSX.Element {
  return (
    <CasePart title={say('case.codes')}>
      <p>
        <strong>{sayCodes(shown.codesSay)}</strong>
      </p>
      {shown.codeTries.length === 0 && <p>{say('case.noTries')}</p>}
      {shown.codeTries.map((each) => (
        <div class="desk-act" key={`${each.at} ${each.receivedAt} ${each.tablet}`}>
          <p>{say(each.matches ? 'case.tryLookedRight' : 'case.tryRefused')}</p>
          <Act act={each} />
        </div>
      ))}
    </CasePart>
  );
}

function Doses({ shown }: { readonly shown: DeskCase }): JSX.Element {
  return (
    <CasePart title={say('case.doses')}>
      {shown.doses.map((dose) => (
        <div class="desk-act" key={`${dose.doseEvent.log} ${dose.doseEvent.seq}`}>
          <p class="desk-act-head">
            <strong>
              {say('review.itemDose', { product: dose.product, number: dose.doseNumber })}
            </strong>
            {dose.isError ? (
              <span>{say('history.entered-in-error')}</span>
            ) : (
              <StateLabel state={dose.state} />
            )}
          </p>
          <p>
            {say('case.vialLine', { vial: dose.vial, batch: dose.vaccineBatch })}{' '}
            {dose.vialFacts === null
              ? say('case.vialUnknown')
              : say('case.vialFacts', {
                  drawn: dose.vialFacts.drawn,
                  nominal: dose.vialFacts.dosesNominal,
                  opened: formatDayTime(dose.vialFacts.openedAt),
                })}
          </p>
          <Act act={dose} />
        </div>
      ))}
    </CasePart>
  );
}

function Questions(props: {
  readonly shown: DeskCase;
  readonly model: CaseModel;
  readonly mayDecide: boolean;
}): JSX.Element {
  const { shown, model } = props;
  return (
    <CasePart title={say('case.questions')}>
      {shown.questions.length === 0 && <p>{say('case.noQuestions')}</p>}
      {shown.questions.map((asked) => (
        <div class="desk-act" key={`${asked.askedAt} ${asked.topic}`}>
          <p>
            <strong>{sayTopic(asked.topic)}</strong> {asked.text}
          </p>
          <p class="desk-soft">
            {asked.account} · {formatDayTime(asked.askedAt)}
          </p>
          {asked.answers.length === 0 && <p class="desk-soft">{say('case.noAnswer')}</p>}
          {asked.answers.map((each) => (
            <div class="desk-answer" key={`${each.at} ${each.tablet}`}>
              <p>
                <strong>{sayAnswer(each.answer)}</strong> {each.text}
              </p>
              <Act act={each} />
            </div>
          ))}
        </div>
      ))}
      {props.mayDecide && (
        <Button icon="info" onPress={() => model.start({ task: 'ask', topic: null, text: '' })}>
          {say('case.ask')}
        </Button>
      )}
    </CasePart>
  );
}

function Comments(props: {
  readonly shown: DeskCase;
  readonly model: CaseModel;
  readonly mayDecide: boolean;
}): JSX.Element {
  const { shown, model } = props;
  return (
    <CasePart title={say('case.comments')}>
      {shown.comments.map((each) => (
        <div class="desk-act" key={`${each.at} ${each.account} ${each.words}`}>
          <p>{each.words}</p>
          <p class="desk-soft">
            {each.account} · {formatDayTime(each.at)}
          </p>
        </div>
      ))}
      {shown.comments.length === 0 && <p>{say('case.noComments')}</p>}
      {props.mayDecide && (
        <Button icon="plus" onPress={() => model.start({ task: 'comment', text: '' })}>
          {say('case.comment')}
        </Button>
      )}
    </CasePart>
  );
}

function History({ lines }: { readonly lines: readonly DeskHistoryLine[] }): JSX.Element {
  return (
    <CasePart title={say('case.history')}>
      <ChangeList lines={lines} />
    </CasePart>
  );
}

/** What happened, in plain words: for the history, and for whoever decided on something older. */
export function ChangeList({ lines }: { readonly lines: readonly DeskHistoryLine[] }): JSX.Element {
  return (
    <ol class="desk-history">
      {lines.map((line, i) => (
        <li key={`${i} ${line.what}`}>
          <span>{sayHistory(line)}</span>
          {noteOfHistory(line) !== null && <span class="desk-note">{noteOfHistory(line)}</span>}
          <span class="desk-soft">
            {formatDayTime(line.receivedAt)} · {sayWho(line)}
          </span>
        </li>
      ))}
    </ol>
  );
}
