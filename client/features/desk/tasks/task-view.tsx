// Owns one task on the page: why it is there, what is known of its vial, batch or tablet, every dose that waits for it, and what may be decided.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { DeskTask, DeskTaskDetail, DeskTaskDose } from '../../../../schemas/desk-tasks.ts';
import { formatDay, formatDayTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Facts } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { CaseResultWords } from '../review/case-dialog.tsx';
import { CaseView } from '../review/case-view.tsx';
import { sayName, sayReason, sayReasonAdvice } from '../review/reason-words.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { StateLabel } from '../shell/state-label.tsx';
import { PairView } from './pair-view.tsx';
import { TaskResultWords } from './task-dialog.tsx';
import { VouchView } from './vouch-view.tsx';
import { sayTaskKind, sayTaskReason, sayTaskSubject } from './task-words.ts';
import type { TasksModel } from './tasks-model.ts';

export function TaskView(props: {
  readonly model: TasksModel;
  readonly task: DeskTask;
}): JSX.Element {
  const { model, task } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section class="sheet desk-task" aria-label={sayTaskSubject(task)}>
      <Button icon="back" onPress={() => model.select(null)}>
        {say('tasks.back')}
      </Button>
      <h2 tabIndex={-1} ref={heading}>
        {sayTaskSubject(task)}
      </h2>
      <p class="desk-soft">
        {sayTaskKind(task.kind)} · {task.centreName} · {formatDay(task.day)}
      </p>
      <ul class="desk-task-reasons">
        {task.reasons.map((reason) => (
          <li key={reason}>
            <strong>{sayTaskReason(reason)}</strong>
            {task.kind !== 'session-flag' && task.kind !== 'same-person' && (
              <span class="desk-soft"> {sayReasonAdvice({ reason })}</span>
            )}
          </li>
        ))}
      </ul>
      <TaskResultWords result={model.result.value} />
      <TaskBody model={model} task={task} />
    </section>
  );
}

function TaskBody({ model, task }: Parameters<typeof TaskView>[0]): JSX.Element {
  if (task.kind === 'same-person') return <PairView model={model} />;
  if (task.kind === 'vouch') return <VouchView model={model} />;
  const shown = model.detail.value.value;
  if (shown === null)
    return (
      <div role="status">
        {model.detail.fault.value === null ? (
          <p>{say('case.loading')}</p>
        ) : (
          <FaultNotice fault={model.detail.fault.value} onAgain={() => void model.refresh()} />
        )}
      </div>
    );
  return <TaskDetail model={model} shown={shown} />;
}

function TaskDetail(props: {
  readonly model: TasksModel;
  readonly shown: DeskTaskDetail;
}): JSX.Element {
  const { model, shown } = props;
  const { task } = shown;
  const isOfCase = task.kind === 'case' || task.kind === 'clinical';
  return (
    <>
      {!shown.isOpen && <Notice tone="good" title={say('tasks.closed')} />}
      <Facts facts={factsOf(shown)} />
      <Decisions model={model} shown={shown} />
      {shown.doses.length > 0 && (
        <TaskPart title={say('tasks.itsDoses', { count: task.doses })}>
          <ul class="desk-task-doses">
            {shown.doses.map((dose) => (
              <li key={dose.doseKey} class="desk-act">
                <TaskDose dose={dose} isOfCase={isOfCase} />
                <a
                  class="button button-secondary"
                  href="/desk/review"
                  onClick={() => model.toReview({ centreId: task.centreId, caseKey: dose.caseKey })}
                >
                  {say('tasks.toDose')}
                </a>
              </li>
            ))}
          </ul>
          {task.doses > shown.doses.length && (
            <p>{say('tasks.moreDoses', { count: task.doses - shown.doses.length })}</p>
          )}
          {shown.others > 0 && <p>{say('tasks.others', { count: shown.others })}</p>}
        </TaskPart>
      )}
      {isOfCase && (
        <>
          <CaseResultWords
            result={model.caseFile.task.value === null ? model.caseFile.result.value : null}
          />
          <CaseView model={model.caseFile} mayDecide={model.mayDecide} />
        </>
      )}
    </>
  );
}

function TaskPart(props: {
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

function Decisions({
  model,
  shown,
}: {
  readonly model: TasksModel;
  readonly shown: DeskTaskDetail;
}): JSX.Element | null {
  if (!model.mayDecide || shown.mayDecide.length === 0) return null;
  return (
    <ButtonRow>
      {shown.mayDecide.map((word, i) => (
        <Button
          key={word}
          look={i === 0 ? 'primary' : 'secondary'}
          onPress={() => model.start(word)}
        >
          {say(`taskDo.${word}`)}
        </Button>
      ))}
    </ButtonRow>
  );
}

function TaskDose({
  dose,
  isOfCase,
}: {
  readonly dose: DeskTaskDose;
  readonly isOfCase: boolean;
}): JSX.Element {
  const { person } = dose;
  return (
    <>
      <p class="desk-act-head">
        <strong>
          {isOfCase
            ? say('review.itemDose', { product: dose.product, number: dose.doseNumber })
            : [sayName(person.name), person.birthYear].filter((each) => each !== null).join(' · ')}
        </strong>
        <StateLabel state={dose.state} />
      </p>
      <p>
        {!isOfCase &&
          `${say('review.itemDose', { product: dose.product, number: dose.doseNumber })} · `}
        {say('case.vialLine', { vial: dose.vial, batch: dose.vaccineBatch })}
      </p>
      {dose.reasons.length > 0 && <p>{dose.reasons.map(sayReason).join(' ')}</p>}
      <p class="desk-soft">
        {[formatDayTime(dose.administeredAt), dose.by ?? say('common.notKnown'), dose.tablet].join(
          ' · ',
        )}
      </p>
    </>
  );
}

function factsOf({ facts, task }: DeskTaskDetail): { name: string; value: string }[] {
  const shown: { name: string; value: string }[] = [];
  if (facts.vaccineBatch !== null)
    shown.push({ name: say('taskFact.batch'), value: facts.vaccineBatch });
  if (facts.drawn !== null)
    shown.push({
      name: say('taskFact.drawn'),
      value:
        facts.capacity === null
          ? say('taskFact.drawnOnly', { count: facts.drawn })
          : say('taskFact.drawnOf', { count: facts.drawn, most: facts.capacity }),
    });
  if (facts.openedAt !== null)
    shown.push({ name: say('taskFact.vialOpened'), value: formatDayTime(facts.openedAt) });
  if (facts.enrolledAt !== null)
    shown.push({ name: say('taskFact.enrolled'), value: formatDayTime(facts.enrolledAt) });
  if (facts.revokedAt !== null)
    shown.push({ name: say('taskFact.revoked'), value: formatDayTime(facts.revokedAt) });
  if (facts.isMoved) shown.push({ name: say('taskFact.moved'), value: say('taskFact.movedMeans') });
  return [...shown, { name: say('taskFact.since'), value: formatDayTime(task.openedAt) }];
}
