// Owns the lock screen's model and view.

import type { JSX } from 'preact';
import { useKept } from '../../services.tsx';
import { createUnlockModel } from './unlock-model.ts';
import { UnlockView } from './unlock-view.tsx';

export function UnlockPage(): JSX.Element {
  return <UnlockView model={useKept('unlock', ({ tablet }) => createUnlockModel(tablet))} />;
}
