// Owns the quiet offer of a copy: one line with one tap on the list and on the lock screen, never in the way of a dose.

import type { JSX } from 'preact';
import { useComputed } from '@preact/signals';
import { t } from '../i18n/index.ts';
import { countDosesUncopied, findCopyReason, isDayOver } from '../parts/copy-reminder.ts';
import { useServices } from '../services.tsx';
import { Icon } from '../ui/icons.tsx';

/** On the list. */
export function CopyNotice(): JSX.Element | null {
  const { tablet, battery } = useServices();
  const dosesUncopied = useComputed(() =>
    countDosesUncopied(tablet.people.value, tablet.carry.copiedUpTo.value),
  );
  const isOver = useComputed(() => {
    const day = tablet.day.value;
    return day !== null && isDayOver(day, tablet.now.value);
  });
  const reason = findCopyReason({
    dosesUncopied: dosesUncopied.value,
    recordsUncopied: tablet.carry.uncopied.value,
    isBatteryLow: battery.isLow.value,
    isDayOver: isOver.value,
  });
  return reason === null ? null : (
    <Offer title={t(`copyNotice.${reason}`, { count: dosesUncopied.value })} />
  );
}

/** On the lock screen: the work may be over for today, and nobody looks again until tomorrow. */
export function LockedCopyNotice(): JSX.Element | null {
  const { tablet } = useServices();
  const count = tablet.carry.uncopied.value;
  const isOnItsWay = tablet.connection.value.state === 'online';
  return count === 0 || isOnItsWay ? null : <Offer title={t('copyNotice.locked', { count })} />;
}

function Offer({ title }: { readonly title: string }): JSX.Element {
  return (
    <a class="copy-offer" href="/carry">
      <Icon name="copy" size={28} />
      <span>
        {title} · <strong>{t('copyNotice.open')}</strong>
      </span>
    </a>
  );
}
