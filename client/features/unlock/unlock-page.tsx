// Owns the lock screen's model and view, and the way past it when no PIN is left.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { useKept } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { createUnlockModel } from './unlock-model.ts';
import { UnlockView } from './unlock-view.tsx';

/** `enrol`: the enrolment screen, shown only when nobody's PIN opens this tablet and somebody asks for it. */
export function UnlockPage({ enrol }: { readonly enrol: ComponentChildren }): JSX.Element {
  const model = useKept('unlock', ({ tablet }) => createUnlockModel(tablet));
  useEffect(() => model.stopEnrolling, [model]);
  if (!model.isEnrolling.value) return <UnlockView model={model} />;
  return (
    <>
      <Button look="quiet" onPress={model.stopEnrolling}>
        {t('unlock.back')}
      </Button>
      {enrol}
    </>
  );
}
