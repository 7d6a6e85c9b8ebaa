// Owns the page on which a locked tablet lets another person in.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { AddStaff } from './add-staff.tsx';
import type { AddStaffModel } from './add-staff-model.ts';
import { Button } from '../ui/button.tsx';
import { Sheet } from '../ui/layout.tsx';

export function AddStaffPage(props: {
  readonly model: AddStaffModel;
  readonly onCancel: () => void;
}): JSX.Element {
  return (
    <main class="page page-narrow">
      <Sheet margin>
        <AddStaff model={props.model} />
        <Button onPress={props.onCancel}>{t('ui.cancel')}</Button>
      </Sheet>
    </main>
  );
}
