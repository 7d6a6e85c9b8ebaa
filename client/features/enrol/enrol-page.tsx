// Owns the way onto a tablet: enrolment, the first PIN, and the day list coming down.

import type { JSX } from 'preact';
import { useKept, useServices } from '../../services.tsx';
import { createSetPinModel } from '../../parts/set-pin-model.ts';
import { SetPin } from '../../parts/set-pin.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { createEnrolModel } from './enrol-model.ts';
import { EnrolView } from './enrol-view.tsx';
import { PackView } from './pack-view.tsx';

export function EnrolPage({ linkedCode }: { readonly linkedCode: string | null }): JSX.Element {
  const model = useKept('enrol', ({ tablet, scanner }) =>
    createEnrolModel(tablet, scanner, linkedCode),
  );
  const stage = useServices().tablet.stage.value;
  const isEmptied = stage.stage === 'not-enrolled' && stage.isEmptied;
  return <EnrolView model={model} isEmptied={isEmptied} />;
}

export function FirstPinPage(): JSX.Element {
  const model = useKept('first-pin', ({ tablet }) =>
    createSetPinModel(
      tablet,
      () => (tablet.stage.value.stage === 'needs-first-pin' ? tablet.stage.value.staff : []),
      () => undefined,
    ),
  );
  return (
    <main class="page page-narrow">
      <Sheet margin>
        <SetPin model={model} />
      </Sheet>
    </main>
  );
}

export function PackPage(): JSX.Element {
  const { tablet } = useServices();
  return (
    <PackView
      progress={tablet.packProgress.value}
      isOffline={tablet.connection.value.state === 'offline'}
      onAgain={tablet.exchangeNow}
    />
  );
}
