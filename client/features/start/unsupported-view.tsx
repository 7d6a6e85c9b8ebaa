// Owns what is said when the app cannot work here: exactly what is missing, and the three ways to a secure address.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { Sheet } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';

export type Missing = 'secure-context' | 'indexeddb' | 'webcrypto' | 'start-failed';

export function UnsupportedView(props: {
  readonly missing: Missing;
  readonly address: string;
}): JSX.Element {
  return (
    <main class="page page-narrow">
      <Sheet>
        <h1>{t('unsupported.title')}</h1>
        <Notice tone="warn" title={t(`unsupported.${props.missing}`)} live="polite">
          <p>{t(`unsupported.${props.missing}.do`)}</p>
        </Notice>
        {props.missing === 'secure-context' && (
          <ol class="ways">
            <li>{t('unsupported.https')}</li>
            <li>{t('unsupported.localhost')}</li>
            <li>
              {t('unsupported.adb')} <code>adb reverse tcp:8787 tcp:8787</code>
            </li>
          </ol>
        )}
        <p class="address">{t('unsupported.address', { address: props.address })}</p>
        <p>{t('unsupported.safe')}</p>
      </Sheet>
    </main>
  );
}
