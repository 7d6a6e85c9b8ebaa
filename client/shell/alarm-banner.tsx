// Owns the alarm on the screen: large, on every screen and also while locked, until somebody answers it.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import { t } from '../i18n/index.ts';
import { createObservationAlarm, type ObservationAlarm } from '../parts/observation-alarm.ts';
import { useServices } from '../services.tsx';
import { Button, LinkButton } from '../ui/button.tsx';
import { Icon } from '../ui/icons.tsx';

/** More than these would push the page away; the board has all of them. */
const namedMax = 4;

export function AlarmBanner(): JSX.Element | null {
  const { tablet, alarm } = useServices();
  const model = useRef(signal<ObservationAlarm | null>(null)).current;
  useEffect(() => {
    const created = createObservationAlarm(tablet.room, tablet.now, alarm);
    model.value = created;
    return created.stop;
  }, [tablet, alarm, model]);
  const over = model.value?.over.value ?? [];
  if (over.length === 0) return null;
  const more = over.length - namedMax;
  return (
    <div class="alarm" role="alert">
      <Icon name="clock" size={48} />
      <div class="alarm-words">
        <p class="alarm-title">{t('board.alarm', { count: over.length })}</p>
        <p class="alarm-who">
          {over
            .slice(0, namedMax)
            .map((entry) => `${entry.token} (${entry.initials})`)
            .join(', ')}
          {more > 0 && ` ${t('board.alarmMore', { count: more })}`}
        </p>
      </div>
      <Button icon="confirmed" onPress={() => model.value?.answer()}>
        {t('board.alarmStop')}
      </Button>
      <LinkButton href="/board">{t('board.toBoard')}</LinkButton>
    </div>
  );
}
