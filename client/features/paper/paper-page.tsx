// Owns the page on which paper rows are typed: one line of fields, Enter to go on, the last rows below.

import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import { formatDayTime, t } from '../../i18n/index.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import { useKept } from '../../services.tsx';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { PageHead, Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { createPaperModel, type PaperModel } from './paper-model.ts';
import type { PaperField } from './paper-row.ts';
import { CompletingWords, ToCompleteView } from './to-complete-view.tsx';

const fields: readonly PaperField[] = ['who', 'time', 'vial', 'code'];
const listedMax = 4;

export function PaperPage(): JSX.Element {
  const model = useKept('paper', ({ tablet }) => createPaperModel(tablet));
  const completing = model.completing.value;
  const form = useRef<HTMLDivElement>(null);
  const focus = (field: PaperField): void =>
    form.current?.querySelector<HTMLInputElement>(`#paper-${field}`)?.focus();
  /** Enter goes from field to field, past a vial that stays; in the last one it saves the row. */
  const enterFrom = (field: PaperField): void => {
    if (field === 'who' && completing !== null) focus('code');
    else if (field === 'who') focus('time');
    else if (field === 'time') focus(model.row.value.vial === '' ? 'vial' : 'code');
    else if (field === 'vial') focus('code');
    else void model.enter().then(focus);
  };
  return (
    <main class="page page-narrow paper">
      <PageHead title={t('paper.title')} backHref="/session" backLabel={t('session.title')} />
      {completing === null && <ToCompleteView model={model} />}
      {completing === null && (
        <Notice tone="plain">
          <p>{t('paper.means')}</p>
        </Notice>
      )}
      <Sheet margin label={t(completing === null ? 'paper.title' : 'complete.title')}>
        <div class="form" ref={form}>
          {completing === null ? (
            <TextField
              id="paper-day"
              type="date"
              label={t('paper.day')}
              value={model.day.value}
              onInput={model.chooseDay}
              onEnter={() => focus('who')}
            />
          ) : (
            <CompletingWords dose={completing} />
          )}
          {fields
            .filter((field) => completing === null || field !== 'time')
            .map((field) => (
              <PaperInput
                key={field}
                field={field}
                model={model}
                onEnter={() => enterFrom(field)}
              />
            ))}
          {model.warnings.value.length > 0 && (
            <Notice tone="warn" live="now" title={t('paper.askAgain')}>
              <ul>
                {model.warnings.value.map((warning) => (
                  <li key={warning}>{t(`paper.warning.${warning}`)}</li>
                ))}
              </ul>
            </Notice>
          )}
          {model.codeAnswer.value !== null && (
            <Notice tone="wait" live="polite">
              <p>{t('paper.codeWrong')}</p>
            </Notice>
          )}
          <SaveProblemNotice problem={model.saving.problem.value} />
          <ButtonRow>
            <Button
              look="primary"
              icon="saved"
              busy={model.saving.isBusy.value}
              onPress={() => void model.enter().then(focus)}
            >
              {t(completing === null ? 'paper.save' : 'complete.save')}
            </Button>
            {completing !== null && (
              <Button onPress={model.stopCompleting}>{t('ui.cancel')}</Button>
            )}
            <LinkButton icon="walkIn" href="/walk-in">
              {t('nav.walkIn')}
            </LinkButton>
            <LinkButton icon="vial" href="/vials">
              {t('nav.vials')}
            </LinkButton>
          </ButtonRow>
        </div>
      </Sheet>
      <SavedRows model={model} />
    </main>
  );
}

function PaperInput(props: {
  readonly field: PaperField;
  readonly model: PaperModel;
  readonly onEnter: () => void;
}): JSX.Element {
  const { field, model } = props;
  const fault = model.faults.value[field];
  const found = model.found.value;
  return (
    <>
      <TextField
        id={`paper-${field}`}
        label={t(`paper.field.${field}`)}
        value={model.row.value[field]}
        maxLength={field === 'who' ? 200 : 5}
        inputMode={field === 'time' || field === 'code' ? 'numeric' : 'text'}
        fault={fault === undefined ? null : t(fault)}
        onInput={(text) => model.type(field, text)}
        onEnter={props.onEnter}
      />
      {field === 'who' && found.length > 0 && (
        <ul class="paper-found">
          {found.slice(0, listedMax).map((person) => (
            <li key={person.key}>
              <button type="button" class="choice" onClick={() => model.choose(person)}>
                <span dir="auto">{person.name}</span>
                <span>
                  {person.birthYear}
                  {person.mobileLast4 !== null && ` · ••${person.mobileLast4}`}
                </span>
              </button>
            </li>
          ))}
          {found.length > listedMax && (
            <li>{t('paper.more', { count: found.length - listedMax })}</li>
          )}
        </ul>
      )}
    </>
  );
}

function SavedRows({ model }: { readonly model: PaperModel }): JSX.Element {
  const rows = model.savedRows.value;
  return (
    <Sheet label={t('paper.savedRows')}>
      <output class="paper-count">{t('paper.count', { count: model.savedCount.value })}</output>
      <ol class="paper-saved">
        {rows.map((row) => (
          <li key={row.token}>
            <a href={`/person/${encodeURIComponent(row.key)}`}>
              <strong dir="auto">{row.name}</strong>
              <span>
                {row.token} · {formatDayTime(row.administeredAt)}
              </span>
            </a>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}
