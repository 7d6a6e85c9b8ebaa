// Owns the dialog in which a whole task is decided, with words of one's own; and what came of it.

import type { JSX } from 'preact';
import { limits } from '../../../../schemas/limits.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { ChangeList } from '../review/case-view.tsx';
import { sayFault } from '../shell/fault-notice.tsx';
import type { TaskResult, TasksModel } from './tasks-model.ts';

export function TaskDialog({ model }: { readonly model: TasksModel }): JSX.Element | null {
  const draft = model.draft.value;
  if (draft === null) return null;
  const count = model.detail.value.value?.task.doses ?? 0;
  return (
    <Dialog title={say(`taskDo.${draft.word}`)} onClose={model.putAway}>
      <p>{say(`taskMeans.${draft.word}`, { count })}</p>
      <TextField
        id="desk-task-note"
        label={say('decision.textNeeded')}
        hint={say('decision.textHint')}
        value={draft.note}
        onInput={model.typeNote}
        multiline
        maxLength={limits.textCharactersMax}
        fault={draft.isTooShort ? say('decision.text-too-short') : null}
      />
      {model.result.value?.outcome === 'failed' && <TaskResultWords result={model.result.value} />}
      <ButtonRow>
        <Button look="primary" busy={model.isBusy.value} onPress={() => void model.submit()}>
          {say(`taskYes.${draft.word}`)}
        </Button>
        <Button onPress={model.putAway}>{say('common.cancel')}</Button>
      </ButtonRow>
    </Dialog>
  );
}

/** Always in the page, so that what came of it is spoken. */
export function TaskResultWords({ result }: { readonly result: TaskResult | null }): JSX.Element {
  return (
    <div role="status" class="desk-result">
      {result !== null && (
        <Notice tone={result.outcome === 'decided' ? 'good' : 'warn'}>
          <p>{sayTaskResult(result)}</p>
          {result.outcome === 'look-again' && <ChangeList lines={result.changes} />}
        </Notice>
      )}
    </div>
  );
}

function sayTaskResult(result: TaskResult): string {
  switch (result.outcome) {
    case 'decided':
      return say(`taskDone.${result.word}`, { count: result.doses });
    case 'failed':
      return `${say('result.failed')} ${sayFault(result.fault)}`;
    case 'look-again':
      return say('result.changedMeanwhile');
    default:
      return say(`taskResult.${result.outcome}`);
  }
}
