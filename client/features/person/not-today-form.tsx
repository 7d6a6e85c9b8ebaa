// Owns the form for "not today", and what is shown when the person was sent home.

import type { JSX } from 'preact';
import { formatDayShort, t } from '../../i18n/index.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { PersonRow } from '../../tablet.ts';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { ChooseOne } from '../../ui/choice.tsx';
import { FieldFault, TextField } from '../../ui/field.tsx';
import { Facts, Sheet } from '../../ui/layout.tsx';
import { Stamp } from '../../ui/notice.tsx';
import {
  nextDateChoices,
  notTodayReasons,
  type NextDateChoice,
  type NotTodayModel,
  type NotTodayReason,
} from './not-today-model.ts';

const outcomes = ['deferred', 'refused', 'absent'] as const;

export function NotTodayForm(props: {
  readonly model: NotTodayModel;
  readonly onRecord: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const { model } = props;
  const fault = model.fault.value;
  return (
    <Sheet margin label={t('notToday.open')}>
      <ChooseOne
        legend={t('notToday.outcome')}
        name="not-today-outcome"
        columns
        value={model.outcome.value}
        choices={outcomes.map((value) => ({ value, label: t(`notToday.${value}`) }))}
        onChoose={model.chooseOutcome}
      />
      <ChooseOne<NotTodayReason>
        legend={t('notToday.reason')}
        name="not-today-reason"
        columns
        value={model.reason.value}
        choices={model.reasons.value.map((value) => ({
          value,
          label: t(`notTodayReason.${value}`),
        }))}
        onChoose={model.chooseReason}
      />
      <FieldFault
        id="not-today-reason-fault"
        fault={fault === 'reason-missing' ? t('notToday.reasonMissing') : null}
      />
      <div class="form">
        <TextField
          id="next-date"
          type="date"
          label={t('notToday.nextDate')}
          value={model.nextDate.value}
          fault={fault === 'date-wrong' ? t('notToday.dateWrong') : null}
          onInput={model.typeNextDate}
        />
        <ButtonRow>
          {(Object.keys(nextDateChoices) as NextDateChoice[]).map((choice) => (
            <Button key={choice} onPress={() => model.chooseNext(choice)}>
              {t(`notToday.next.${choice}`)}
            </Button>
          ))}
        </ButtonRow>
      </div>
      <SaveProblemNotice problem={model.saving.problem.value} />
      <ButtonRow>
        <Button
          look="primary"
          icon="notToday"
          busy={model.saving.isBusy.value}
          onPress={props.onRecord}
        >
          {t('notToday.record')}
        </Button>
        <Button onPress={props.onCancel}>{t('ui.cancel')}</Button>
      </ButtonRow>
    </Sheet>
  );
}

export function NotTodayResult(props: {
  readonly person: PersonRow;
  readonly onComeBack: () => void;
}): JSX.Element {
  const last = props.person.folded.notToday[props.person.folded.notToday.length - 1];
  return (
    <Sheet margin label={t('progress.not-today')}>
      <Stamp tone="wait" icon="notToday">
        {t('progress.not-today')}
      </Stamp>
      {last !== undefined && (
        <Facts
          facts={[
            { name: t('notToday.outcome'), value: t(`notToday.${last.body.outcome}`) },
            { name: t('notToday.reason'), value: reasonWords(last.body.reason) },
            {
              name: t('notToday.nextDate'),
              value:
                last.body.nextDate === null
                  ? t('notToday.noDate')
                  : formatDayShort(last.body.nextDate),
            },
          ]}
        />
      )}
      <ButtonRow>
        <LinkButton look="primary" icon="list" href="/">
          {t('given.nextPerson')}
        </LinkButton>
        <Button icon="person" onPress={props.onComeBack}>
          {t('notToday.cameBack')}
        </Button>
      </ButtonRow>
    </Sheet>
  );
}

function reasonWords(reason: string): string {
  const known = Object.values(notTodayReasons)
    .flat()
    .find((each) => each === reason);
  return known === undefined ? reason : t(`notTodayReason.${known}`);
}
