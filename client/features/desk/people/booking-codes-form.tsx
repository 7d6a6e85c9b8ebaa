// Owns the form by which a supervisor has the booking codes of a day sent.

import type { JSX } from 'preact';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Sheet } from '../../../ui/layout.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import type { BookingCodesModel } from './booking-codes-model.ts';

export function BookingCodesForm({ model }: { readonly model: BookingCodesModel }): JSX.Element {
  const fault = model.fault.value;
  const made = model.made.value;
  return (
    <Sheet>
      <h3>{say('codes.title')}</h3>
      <p>{say('codes.intro')}</p>
      {fault !== null && <FaultNotice fault={fault} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void model.make();
        }}
      >
        <TextField
          id="codes-day"
          label={say('codes.day')}
          type="date"
          value={model.day.value}
          onInput={model.typeDay}
          fault={model.isNoDay.value ? say('codes.noDay') : null}
        />
        <Button type="submit" busy={model.isBusy.value}>
          {say('codes.make')}
        </Button>
      </form>
      <p role="status">{made !== null && say('codes.made', { count: made })}</p>
    </Sheet>
  );
}
