// Owns the question asked when the tablet's clock cannot be right. Nothing is erased whatever the answer.

import type { JSX } from 'preact';
import { formatDay, t } from '../../i18n/index.ts';
import { useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/layout.tsx';

export function ClockQuestion(): JSX.Element | null {
  const { tablet } = useServices();
  const question = tablet.clockQuestion.value;
  if (question === null) return null;
  const days = [...new Set([question.listDay, question.clockDay])];
  return (
    <main class="page page-narrow">
      <Sheet margin>
        <h1>{t('clock.title')}</h1>
        <p>
          {t('clock.why', {
            clockDay: formatDay(question.clockDay),
            listDay: formatDay(question.listDay),
          })}
        </p>
        <div class="form">
          {days.map((day) => (
            <Button
              key={day}
              look={day === question.listDay ? 'primary' : 'secondary'}
              wide
              onPress={() => tablet.answerClockQuestion(day)}
            >
              {formatDay(day)}
            </Button>
          ))}
        </div>
        <p>{t('clock.nothingErased')}</p>
      </Sheet>
    </main>
  );
}
