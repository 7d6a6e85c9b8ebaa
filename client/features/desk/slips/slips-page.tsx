// Owns the page of slips at the desk: choose a centre and a day to come, see the sheets, print them.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { PageHead, Sheet } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { SelectField } from '../shell/select-field.tsx';
import { SlipSheets } from './slip-sheets.tsx';
import type { SlipsModel } from './slips-model.ts';
import './slips.css';

export function SlipsPage({ model }: { readonly model: SlipsModel }): JSX.Element {
  useEffect(() => {
    model.open();
    // Whoever goes to another page leaves no codes behind on this one.
    return model.hide;
  }, [model]);
  const shown = model.shown.value;
  const fault = model.fault.value;
  if (shown !== null && shown.slips.length > 0) return <SlipSheets model={model} shown={shown} />;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('slips.title')}>
        <p>{say('slips.intro')}</p>
      </PageHead>
      <Sheet>
        {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.show()} />}
        {shown !== null && (
          <Notice tone="plain" title={say('slips.none', { count: shown.dosed })} live="polite" />
        )}
        <ChooseForm model={model} />
        <Notice tone="wait" icon="warning" title={say('slips.secret')}>
          <p>{say('slips.secretDo')}</p>
        </Notice>
      </Sheet>
    </main>
  );
}

function ChooseForm({ model }: { readonly model: SlipsModel }): JSX.Element {
  const centres = model.centres.value ?? [];
  const chosen = model.centreId.value;
  return (
    <form
      class="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void model.show();
      }}
    >
      <SelectField
        id="desk-slips-centre"
        label={say('cards.centre')}
        value={chosen === null ? '' : String(chosen)}
        choices={[
          ...(centres.length === 1 ? [] : [{ value: '', label: say('enrol.choose') }]),
          ...centres.map(({ centreId, name, block }) => ({
            value: String(centreId),
            label: block === '' ? name : `${name} · ${block}`,
          })),
        ]}
        onChoose={(value) => model.chooseCentre(value === '' ? null : Number(value))}
      />
      <div class="field">
        <label class="field-label" for="desk-slips-day">
          {say('slips.day')}
        </label>
        <input
          id="desk-slips-day"
          class="field-input"
          type="date"
          value={model.day.value}
          min={model.today.value}
          onChange={(event) => model.chooseDay(event.currentTarget.value)}
        />
      </div>
      <TextField
        id="desk-slips-reference"
        label={say('slips.reference')}
        hint={say('slips.referenceHint')}
        value={model.referenceId.value}
        inputMode="numeric"
        fault={model.isReferenceWrong.value ? say('slips.notAReference') : null}
        onInput={model.typeReference}
      />
      <Button type="submit" look="primary" busy={model.isBusy.value} disabled={chosen === null}>
        {say('slips.show')}
      </Button>
    </form>
  );
}
