// Owns the choice of a day and how fresh its figures are: one back, one on, a date, today. Days are India Standard Time.

import type { JSX } from 'preact';
import { formatDay } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import type { ChosenDay } from '../chosen-day.ts';
import { say } from '../desk-texts.ts';
import { FreshWords, RefreshButton, type Freshness } from './fresh-line.tsx';

export function DayPicker(props: {
  readonly chosenDay: ChosenDay;
  readonly freshness: Freshness;
}): JSX.Element {
  const { chosenDay, freshness } = props;
  const day = chosenDay.day.value;
  const isToday = chosenDay.isToday.value;
  return (
    <div class="desk-top">
      <div class="desk-top-words">
        <p class="desk-day">
          {formatDay(day)}
          {isToday && <span class="desk-day-today">{say('days.today')}</span>}
        </p>
        <FreshWords {...freshness} />
      </div>
      <div class="desk-day-choices" role="group" aria-label={say('days.label')}>
        <Button icon="back" onPress={() => chosenDay.step(-1)}>
          {say('days.before')}
        </Button>
        <Button icon="next" disabled={isToday} onPress={() => chosenDay.step(1)}>
          {say('days.after')}
        </Button>
        <label class="desk-date">
          <span class="visually-hidden">{say('days.choose')}</span>
          <input
            class="field-input"
            type="date"
            value={day}
            max={chosenDay.today.value}
            onChange={(event) => chosenDay.choose(event.currentTarget.value)}
          />
        </label>
        {!isToday && <Button onPress={chosenDay.chooseToday}>{say('days.toToday')}</Button>}
        <RefreshButton {...freshness} />
      </div>
    </div>
  );
}
