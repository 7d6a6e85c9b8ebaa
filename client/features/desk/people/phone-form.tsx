// Owns the form by which a supervisor puts in another phone for somebody who lost the old one.

import type { JSX } from 'preact';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Sheet } from '../../../ui/layout.tsx';
import { say, type DeskTextKey } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { SelectField } from '../shell/select-field.tsx';
import type { PhoneDraft, PhoneModel } from './phone-model.ts';

const fields = [
  'findBy',
  'birthYear',
  'mobileNumber',
  'note',
] as const satisfies readonly (keyof PhoneDraft)[];

export function PhoneForm({ model }: { readonly model: PhoneModel }): JSX.Element {
  const draft = model.draft.value;
  const faults = model.faults.value;
  const fault = model.fault.value;
  return (
    <Sheet>
      <h2>{say('people.phone')}</h2>
      <p>{say('people.phone.intro')}</p>
      {fault !== null && <FaultNotice fault={fault} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void model.send();
        }}
      >
        <SelectField
          id="phone-centre"
          label={say('people.phone.centreId')}
          value={draft.centreId}
          choices={[
            { value: '', label: say('enrol.choose') },
            ...model.centres.value.map(({ centreId, name }) => ({
              value: String(centreId),
              label: name,
            })),
          ]}
          onChoose={(centreId) => model.type({ centreId })}
          fault={faults.includes('centreId') ? say('people.phone.fault') : null}
        />
        {fields.map((field) => (
          <TextField
            key={field}
            id={`phone-${field}`}
            label={say(`people.phone.${field}` satisfies DeskTextKey)}
            value={draft[field]}
            inputMode={field === 'note' ? 'text' : 'numeric'}
            maxLength={field === 'note' ? 500 : 14}
            onInput={(text) => model.type({ [field]: text })}
            fault={faults.includes(field) ? say('people.phone.fault') : null}
          />
        ))}
        <ButtonRow>
          <Button type="submit" look="primary" busy={model.isBusy.value}>
            {say('people.phone.send')}
          </Button>
          <Button look="quiet" onPress={model.cancel}>
            {say('people.phone.cancel')}
          </Button>
        </ButtonRow>
      </form>
    </Sheet>
  );
}
