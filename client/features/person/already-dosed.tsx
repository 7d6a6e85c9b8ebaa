// Owns the question before a second record of one dose: what is known already, and the choice of the person at the table.

import type { JSX } from 'preact';
import { formatDayTime, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import { placeOfDose, wordsOfPlace } from '../../parts/place-words.ts';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

export function AlreadyDosed(props: {
  readonly person: PersonRow;
  readonly day: DayView;
  readonly why: 'already-dosed' | 'newer-version';
  readonly isBusy: boolean;
  readonly onRecord: () => void;
  readonly onCancel: () => void;
}): JSX.Element {
  const doses = props.person.folded.doses.filter((dose) => dose.enteredInError === null);
  return (
    <Notice tone="bad" title={t(`askFirst.${props.why}`)} live="now">
      <ul>
        {doses.map((dose) => (
          <li key={`${dose.ref.log}/${dose.ref.seq}`}>
            {t('askFirst.earlier', {
              number: dose.body.doseNumber,
              product: productLabel(props.day.rules, dose.body.product),
              time: formatDayTime(dose.at),
            })}
            {' · '}
            {t(wordsOfPlace[placeOfDose(props.person, dose.ref)].key)}
          </li>
        ))}
      </ul>
      <p>{t('askFirst.what')}</p>
      <ButtonRow>
        <Button look="primary" onPress={props.onCancel}>
          {t('askFirst.doNotRecord')}
        </Button>
        <Button look="danger" busy={props.isBusy} onPress={props.onRecord}>
          {t('askFirst.recordAll')}
        </Button>
      </ButtonRow>
    </Notice>
  );
}
