// Owns the way to the rescue page from wherever a person stands: a quiet link, and a notice when the storage has a fault.

import type { JSX } from 'preact';
import { t } from '../i18n/index.ts';
import { useServices } from '../services.tsx';
import { LinkButton } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

/** Below the lock screen and the set-up: what waits here can be looked at without a PIN. */
export function RescueLink(): JSX.Element {
  return (
    <p class="rescue-link">
      <LinkButton look="quiet" icon="tablet" href="/rescue">
        {t('rescue.open')}
      </LinkButton>
    </p>
  );
}

/** On the lock screen: a dose is taken also when nobody can unlock. */
export function RecordOnlyLink(): JSX.Element {
  return (
    <p class="rescue-link">
      <LinkButton icon="needle" href="/record-only">
        {t('recordOnly.open')}
      </LinkButton>
    </p>
  );
}

/** On the lock screen: who is under observation, by token and initials. */
export function BoardLink(): JSX.Element | null {
  const count = useServices().tablet.room.board.value.length;
  return count === 0 ? null : (
    <p class="rescue-link">
      <LinkButton icon="clock" href="/board">
        {`${t('board.title')} · ${t('board.count', { count })}`}
      </LinkButton>
    </p>
  );
}

/** Shown in every stage: a fault is never only behind a link that nobody presses. */
export function FaultNotice(): JSX.Element | null {
  const { tablet } = useServices();
  const isSerious = tablet.selfCheck.value?.faults.some((fault) => fault.needsPerson) ?? false;
  if (!isSerious) return null;
  return (
    <Notice tone="bad" title={t('rescue.faultTitle')} live="polite">
      <p>{t('rescue.noticeDo')}</p>
      <LinkButton icon="tablet" href="/rescue">
        {t('rescue.open')}
      </LinkButton>
    </Notice>
  );
}
