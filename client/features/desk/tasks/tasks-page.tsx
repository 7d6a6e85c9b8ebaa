// Owns the page of tasks: what a supervisor has to look at, most urgent first, and beside it the one that is looked at.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { taskKinds, taskUrgencies, type DeskTask } from '../../../../schemas/desk-tasks.ts';
import { formatDayShort } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import { EmptyState, PageHead, Sheet } from '../../../ui/layout.tsx';
import { StatusWords } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FreshLine } from '../shell/fresh-line.tsx';
import { SelectField } from '../shell/select-field.tsx';
import { CaseDialog } from '../review/case-dialog.tsx';
import { TaskDialog } from './task-dialog.tsx';
import { TaskView } from './task-view.tsx';
import {
  lookOfUrgency,
  sayTaskKind,
  sayTaskReason,
  sayTaskSubject,
  taskToId,
} from './task-words.ts';
import type { TasksModel } from './tasks-model.ts';
import './tasks.css';

export function TasksPage({ model }: { readonly model: TasksModel }): JSX.Element {
  useEffect(() => model.open(), [model]);
  const shown = model.shown.value;
  const selected = model.selected.value;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('tasks.title')}>
        <p>{say('tasks.intro')}</p>
      </PageHead>
      <FreshLine
        asOf={model.asOf.value}
        fault={model.fault.value}
        isLoading={model.isReading.value}
        onRefresh={() => void model.refresh()}
      />
      <Narrow model={model} />
      {shown !== null && (
        <div class={selected === null ? 'desk-review' : 'desk-review desk-review-open'}>
          <TaskList model={model} tasks={shown} />
          {selected === null ? (
            <div class="sheet desk-review-hint">
              <EmptyState icon="list" title={say('tasks.choose')}>
                <p>{say('tasks.chooseMeans')}</p>
              </EmptyState>
            </div>
          ) : (
            <TaskView key={taskToId(selected)} model={model} task={selected} />
          )}
        </div>
      )}
      <TaskDialog model={model} />
      <CaseDialog model={model.caseFile} />
    </main>
  );
}

function Narrow({ model }: { readonly model: TasksModel }): JSX.Element {
  const counts = model.list.value.value?.counts;
  return (
    <div class="desk-tools">
      <SelectField
        id="desk-tasks-centre"
        label={say('review.centre')}
        value={model.centreId.value === null ? '' : String(model.centreId.value)}
        choices={[
          { value: '', label: say('review.allCentres') },
          ...model.centres.value.map(({ centreId, name }) => ({
            value: String(centreId),
            label: name,
          })),
        ]}
        onChoose={(value) => model.filterByCentre(value === '' ? null : Number(value))}
      />
      <SelectField
        id="desk-tasks-kind"
        label={say('tasks.kind')}
        value={model.kind.value ?? ''}
        choices={[
          { value: '', label: say('tasks.allKinds') },
          ...taskKinds.map((kind) => ({ value: kind, label: sayTaskKind(kind) })),
        ]}
        onChoose={(value) => model.filterByKind(taskKinds.find((kind) => kind === value) ?? null)}
      />
      {counts !== undefined && (
        <ul class="desk-task-counts" aria-label={say('tasks.counts')}>
          {taskUrgencies
            .filter((urgency) => counts[urgency] > 0)
            .map((urgency) => (
              <li key={urgency}>
                <StatusWords {...lookOfUrgency[urgency]}>
                  {say(`urgency.${urgency}`)} · {counts[urgency]}
                </StatusWords>
              </li>
            ))}
        </ul>
      )}
    </div>
  );
}

function TaskList(props: {
  readonly model: TasksModel;
  readonly tasks: readonly DeskTask[];
}): JSX.Element {
  const { model, tasks } = props;
  const open = Math.max(model.list.value.value?.open ?? 0, tasks.length);
  return (
    <section class="desk-review-list" aria-label={say('tasks.list')}>
      {tasks.length === 0 && (
        <Sheet>
          <EmptyState icon="confirmed" title={say('tasks.none')}>
            <p>{say('tasks.noneMeans')}</p>
          </EmptyState>
        </Sheet>
      )}
      <ul class="desk-items">
        {tasks.map((task) => (
          <li key={taskToId(task)}>
            <TaskItem model={model} task={task} />
          </li>
        ))}
      </ul>
      {tasks.length > 0 && (
        <p class="desk-soft" role="status">
          {say('tasks.shownOf', { shown: tasks.length, open })}
        </p>
      )}
      {model.hasMore.value && (
        <Button wide busy={model.isReading.value} onPress={() => void model.showMore()}>
          {say('tasks.showMore')}
        </Button>
      )}
    </section>
  );
}

function TaskItem(props: { readonly model: TasksModel; readonly task: DeskTask }): JSX.Element {
  const { model, task } = props;
  const [first, ...more] = task.reasons;
  const selected = model.selected.value;
  const isSelected = selected !== null && taskToId(selected) === taskToId(task);
  return (
    <button
      type="button"
      id={taskToId(task)}
      class={task.urgency === 'session-flag' ? 'desk-item desk-item-quiet' : 'desk-item'}
      aria-current={isSelected ? 'true' : undefined}
      onClick={() => model.select(task)}
    >
      <span class="desk-item-head">
        <span class="desk-item-name">{sayTaskSubject(task)}</span>
        <StatusWords {...lookOfUrgency[task.urgency]}>{say(`urgency.${task.urgency}`)}</StatusWords>
      </span>
      <span>
        {sayTaskKind(task.kind)}
        {task.doses > 0 && ` · ${say('tasks.doses', { count: task.doses })}`}
      </span>
      <span class="desk-item-centre">
        {task.centreName} · {formatDayShort(task.day)}
      </span>
      {first !== undefined && (
        <span class="desk-item-reason">
          {sayTaskReason(first)}
          {more.length > 0 && ` ${say('review.moreReasons', { count: more.length })}`}
        </span>
      )}
    </button>
  );
}
