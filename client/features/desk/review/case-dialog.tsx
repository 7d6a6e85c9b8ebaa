// Owns the dialog in which a supervisor asks the centre, says that two entries are one person, undoes it, or leaves a comment.

import type { JSX } from 'preact';
import { limits } from '../../../../schemas/limits.ts';
import { questionTopics } from '../../../../schemas/events/question-asked.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { ChooseOne } from '../../../ui/choice.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { FieldFault, TextField } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { sayFault } from '../shell/fault-notice.tsx';
import type { CaseModel, CaseResult } from './case-model.ts';
import { sayTopic } from './case-words.ts';
import { ChangeList } from './case-view.tsx';

export function CaseDialog({ model }: { readonly model: CaseModel }): JSX.Element | null {
  const task = model.task.value;
  if (task === null) return null;
  const fault = model.taskFault.value;
  return (
    <Dialog title={say(`caseTask.${task.task}`)} onClose={model.putAway}>
      <p>{say(`caseTaskMeans.${task.task}`)}</p>
      {task.task === 'ask' && (
        <ChooseOne
          legend={say('caseTask.topic')}
          name="desk-topic"
          value={task.topic}
          onChoose={(topic) => model.change({ topic })}
          choices={questionTopics.map((topic) => ({ value: topic, label: sayTopic(topic) }))}
        />
      )}
      {fault === 'no-topic' && (
        <FieldFault id="desk-topic-fault" fault={say('decision.noGround')} />
      )}
      <TextField
        id="desk-case-text"
        label={say(task.task === 'ask' ? 'decision.text' : 'decision.textNeeded')}
        hint={say(task.task === 'ask' ? 'caseTask.askHint' : 'decision.textHint')}
        value={task.text}
        onInput={(text) => model.change({ text })}
        multiline
        maxLength={limits.textCharactersMax}
        fault={fault === 'too-short' ? say('decision.text-too-short') : null}
      />
      <CaseResultWords result={model.result.value} />
      <ButtonRow>
        <Button look="primary" busy={model.isBusy.value} onPress={() => void model.submit()}>
          {say(`caseTaskDo.${task.task}`)}
        </Button>
        <Button onPress={model.putAway}>{say('common.cancel')}</Button>
      </ButtonRow>
    </Dialog>
  );
}

/** Always in the page, so that what came of it is spoken. */
export function CaseResultWords({ result }: { readonly result: CaseResult | null }): JSX.Element {
  return (
    <div role="status" class="desk-result">
      {result !== null && (
        <Notice tone={result.outcome === 'done' ? 'good' : 'warn'}>
          <p>{sayCaseResult(result)}</p>
          {result.outcome === 'look-again' && <ChangeList lines={result.changes} />}
        </Notice>
      )}
    </div>
  );
}

function sayCaseResult(result: CaseResult): string {
  switch (result.outcome) {
    case 'done':
      return say(`caseDone.${result.task}`);
    case 'failed':
      return `${say('result.failed')} ${sayFault(result.fault)}`;
    case 'look-again':
      return say('result.changedMeanwhile');
    default:
      return say(`caseResult.${result.outcome}`);
  }
}
