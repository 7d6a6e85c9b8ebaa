// Owns one report of a reaction at the desk: its facts, and the text that is read out over the phone.

import type { JSX } from 'preact';
import { istDayOf } from '../../../../schemas/rules/day.ts';
import type { DeskAefiReport } from '../../../../schemas/desk-aefi.ts';
import { formatDayTime, t, type TextKey } from '../../../i18n/index.ts';
import { aefiOnsetWords, aefiPhoneText } from '../../../parts/aefi-phone-text.ts';
import { ageIn, genderWords, productLabel } from '../../../parts/person-words.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Facts, Sheet } from '../../../ui/layout.tsx';
import { StatusWords } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import type { AefiModel } from './aefi-model.ts';
import { looksOfSeverity } from './severity-looks.ts';

export function OneReport(props: {
  readonly model: AefiModel;
  readonly report: DeskAefiReport;
}): JSX.Element {
  const { model, report } = props;
  const { person, dose } = report;
  const words = (values: readonly string[], group: string): string =>
    values.map((value) => t(`aefi.${group}.${value}` as TextKey)).join(', ');
  const doseWords = dose === null ? null : wordsOfDose(dose);
  return (
    <Sheet>
      <StatusWords tone={looksOfSeverity[report.severity]} icon="warning">
        {t(`aefi.severity.${report.severity}`)}
      </StatusWords>
      <h2 dir="auto">{person.name || say('common.notKnown')}</h2>
      <h3>{t('aefi.phoneTitle')}</h3>
      <p class="desk-aefi-phone">{textOf(report)}</p>
      <Facts
        facts={[
          { name: say('aefi.person'), value: personWords(report) },
          { name: say('people.phone.centreId'), value: report.centreName },
          {
            name: t('given.dose'),
            value:
              dose === null ? t('aefi.noDose') : `${doseWords} · ${formatDayTime(dose.givenAt)}`,
          },
          {
            name: t('given.vial'),
            value: dose === null ? '–' : `${dose.vial} · ${dose.vaccineBatch}`,
          },
          { name: t('aefi.onset'), value: aefiOnsetWords(report) },
          {
            name: t('aefi.symptoms'),
            value: [words(report.symptoms, 'symptom'), report.otherSymptoms]
              .filter(Boolean)
              .join(' · '),
          },
          {
            name: t('aefi.actions'),
            value:
              report.actions.length === 0 ? t('aefi.nothingDone') : words(report.actions, 'action'),
          },
          { name: t('aefi.referredTo'), value: words([report.referredTo ?? 'none'], 'referral') },
          { name: t('aefi.outcome'), value: t(`aefi.outcome.${report.outcome}`) },
          { name: t('aefi.source'), value: t(`aefi.source.${report.source}`) },
          {
            name: say('aefi.reportedBy'),
            value: `${report.reportedBy ?? say('common.notKnown')} · ${formatDayTime(report.receivedAt)}`,
          },
        ]}
      />
      <ButtonRow>
        <Button icon="back" onPress={() => model.show(null)}>
          {say('aefi.back')}
        </Button>
        {model.mayReport && (
          <Button
            icon="plus"
            onPress={() =>
              model.choosePerson({
                centreId: report.centreId,
                caseKey: report.caseKey,
                name: person.name,
              })
            }
          >
            {say('aefi.addFollowUp')}
          </Button>
        )}
      </ButtonRow>
    </Sheet>
  );
}

const wordsOfDose = (dose: NonNullable<DeskAefiReport['dose']>): string =>
  `${t('dose.number', { number: dose.doseNumber })} ${productLabel(undefined, dose.product)}`;

function personWords({ person, receivedAt }: DeskAefiReport): string {
  const { birthYear, gender, mobileLast4 } = person;
  return [
    birthYear === null
      ? null
      : say('aefi.age', { age: ageIn(istDayOf(receivedAt), birthYear), year: String(birthYear) }),
    gender === null ? null : genderWords(gender),
    mobileLast4 === null ? say('cards.noPhone') : `…${mobileLast4}`,
  ]
    .filter((part) => part !== null)
    .join(' · ');
}

function textOf(report: DeskAefiReport): string {
  const { dose, person } = report;
  return aefiPhoneText({
    ...report,
    centre: report.centreName,
    person: person.name || say('common.notKnown'),
    age: person.birthYear === null ? null : ageIn(istDayOf(report.receivedAt), person.birthYear),
    dose: dose && { words: wordsOfDose(dose), ...dose },
  });
}
