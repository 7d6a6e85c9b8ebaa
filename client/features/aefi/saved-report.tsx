// Owns what is shown once a reaction is reported: that it is saved, and for serious ones the text to read over the phone.

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { aefiPhoneText } from '../../parts/aefi-phone-text.ts';
import { ageIn, productLabel } from '../../parts/person-words.ts';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { Sheet } from '../../ui/layout.tsx';
import { Notice, Stamp } from '../../ui/notice.tsx';
import { administeredAtOf } from '../../../schemas/fold/administered-at.ts';
import type { AefiBody } from '../../../schemas/fold/case.ts';
import type { AefiModel } from './aefi-model.ts';

interface SavedReportProps {
  readonly model: AefiModel;
  readonly person: PersonRow;
  readonly day: DayView;
  readonly body: AefiBody;
}

export function SavedReport(props: SavedReportProps): JSX.Element {
  const { model, body } = props;
  const isUrgent = body.severity === 'serious' || body.severity === 'death';
  return (
    <Sheet margin label={t('aefi.title')}>
      <Stamp tone="saved" icon="saved">
        {t('aefi.saved')}
      </Stamp>
      {isUrgent && (
        <>
          <Notice tone="saved" icon="sent">
            <p>{t('aefi.savedUrgent')}</p>
          </Notice>
          <h2>{t('aefi.phoneTitle')}</h2>
          <p class="aefi-phone">{phoneText(props)}</p>
        </>
      )}
      <ButtonRow>
        <LinkButton look="primary" href="/board">
          {t('aefi.backToBoard')}
        </LinkButton>
        <Button icon="plus" onPress={model.addFollowUp}>
          {t('aefi.another')}
        </Button>
      </ButtonRow>
    </Sheet>
  );
}

/** In the language of the screen: whoever reads it out speaks that. */
function phoneText({ model, person, day, body }: SavedReportProps): string {
  const dose = model.dose.value;
  return aefiPhoneText({
    ...body,
    otherSymptoms: body.otherSymptoms ?? null,
    centre: day.centre.name,
    person: person.name,
    age: ageIn(day.day, person.birthYear),
    dose: dose && {
      words: `${t('dose.number', { number: dose.body.doseNumber })} ${productLabel(day.rules, dose.body.product)}`,
      givenAt: administeredAtOf(dose),
      vaccineBatch: dose.body.vaccineBatch,
      vial: dose.body.vial,
    },
  });
}
