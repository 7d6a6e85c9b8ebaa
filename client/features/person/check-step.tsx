// Owns the first step's view: the ID to look at, one tap when all is normal, a form when it is not.

import type { JSX } from 'preact';
import { formatDayShort, t } from '../../i18n/index.ts';
import { idTypeWords } from '../../parts/person-words.ts';
import type { ScanOnce } from '../../parts/scan-once.ts';
import { ScanOnceView } from '../../parts/scan-once-view.tsx';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { ChooseOne, ChooseSome } from '../../ui/choice.tsx';
import type { StepState } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { photoIdTypes } from '../../../schemas/records/roster.ts';
import type { CheckModel } from './check-model.ts';
import { adviceOf } from '../../../schemas/rules/screening.ts';
import { screeningItems, type ScreeningItem } from '../../../schemas/rules/screening-rows.ts';

interface CheckStepProps {
  readonly model: CheckModel;
  /** The camera for an Aadhaar card's code; offered where the list has a key to check it with. */
  readonly idScan: ScanOnce;
  readonly person: PersonRow;
  readonly day: DayView;
  readonly state: StepState;
}

export function CheckStep(props: CheckStepProps): JSX.Element | null {
  const { model, person, state } = props;
  if (state === 'done') return <p class="step-line">{resultOf(person)}</p>;
  if (state === 'later') return null;
  return (
    <>
      <p class="id-line">
        <span class="id-type">{idTypeWords(person.idType)}</span>
        {person.idLast4 !== null && (
          <strong class="id-digits" aria-label={t('check.idEnds', { digits: person.idLast4 })}>
            •••• {person.idLast4}
          </strong>
        )}
      </p>
      {props.day.aadhaarQrKey !== null && (
        <ScanOnceView scan={props.idScan} label={t('aadhaarScan.start')} />
      )}
      <AadhaarWords model={model} person={person} />
      {model.idSeen.value === null ? <OneTap {...props} /> : <CheckForm {...props} />}
      <SaveProblemNotice problem={model.saving.problem.value} />
    </>
  );
}

function AadhaarWords(props: {
  readonly model: CheckModel;
  readonly person: PersonRow;
}): JSX.Element | null {
  const found = props.model.aadhaar.value;
  if (found === null) return null;
  if (found.outcome === 'matches')
    return (
      <Notice tone="good" icon="confirmed" title={t('aadhaarScan.shown')} live="polite">
        <p>{t('idScan.matches')}</p>
      </Notice>
    );
  if (found.outcome === 'differs')
    return (
      <Notice tone="warn" icon="warning" title={t('idScan.differs')} live="now">
        <p>
          {t('idScan.card')} <strong dir="auto">{found.card.name}</strong> ·{' '}
          {[found.card.birthYear, `•••• ${found.card.idLast4}`].join(' · ')}
        </p>
        <p>
          {t('idScan.different', {
            what: found.differences.map((each) => t(`idScan.field.${each}`)).join(', '),
          })}
        </p>
      </Notice>
    );
  return (
    <Notice tone="warn" icon="warning" title={t(`aadhaarScan.${found.outcome}`)} live="polite">
      <p>{t('idScan.lookAtCard')}</p>
    </Notice>
  );
}

function OneTap({ model, person }: CheckStepProps): JSX.Element {
  return (
    <>
      <Button
        look="primary"
        icon="idCard"
        wide
        busy={model.saving.isBusy.value}
        onPress={() => void model.recordAllNormal(person)}
      >
        {t('check.allNormal')}
      </Button>
      <p class="field-hint">{t('check.allNormalHint')}</p>
      <ButtonRow>
        <Button onPress={() => model.open('matches')}>{t('check.somethingToReport')}</Button>
        <Button onPress={() => model.open('facilitated')}>{t('check.facilitated')}</Button>
        <Button onPress={() => model.open('mismatch')}>{t('check.mismatch')}</Button>
      </ButtonRow>
    </>
  );
}

function CheckForm({ model, person, day }: CheckStepProps): JSX.Element {
  const seen = model.idSeen.value ?? 'matches';
  return (
    <div class="form">
      <ChooseOne
        legend={t('check.photoId')}
        name="id-seen"
        columns
        value={seen}
        choices={(['matches', 'facilitated', 'mismatch'] as const).map((value) => ({
          value,
          label: t(`check.${value}`),
        }))}
        onChoose={model.open}
      />
      {seen === 'matches' && person.idType === null && (
        <ChooseOne
          legend={t('check.whichId')}
          name="id-type"
          columns
          value={model.idType.value}
          choices={photoIdTypes.map((value) => ({
            value: value as string,
            label: t(`idType.${value}`),
          }))}
          onChoose={model.chooseIdType}
        />
      )}
      {seen === 'mismatch' && (
        <Notice tone="warn" title={t('check.mismatchTitle')} live="polite">
          <p>{t('check.mismatchDo')}</p>
        </Notice>
      )}
      <ChooseSome<ScreeningItem>
        legend={t('check.screening')}
        name="screening"
        columns
        values={model.screening.value}
        choices={screeningItems.map((value) => ({ value, label: t(`screening.${value}`) }))}
        onToggle={model.toggle}
      />
      <ReasonsToRead day={day} />
      {model.screening.value.map((item) => {
        const outlook = adviceOf(day.rules, item, day.day);
        return outlook === null ? null : (
          <Notice
            key={item}
            tone={outlook.advice === 'allowed' ? 'plain' : 'warn'}
            title={t(`screening.${item}`)}
            live="polite"
          >
            <p>
              {t(`advice.${outlook.advice}`)}{' '}
              {t('warning.ruleOf', { day: formatDayShort(outlook.ruleFrom) })}
            </p>
          </Notice>
        );
      })}
      <ButtonRow>
        <Button
          look="primary"
          busy={model.saving.isBusy.value}
          onPress={() => void model.record(person)}
        >
          {t('check.record')}
        </Button>
        <Button onPress={model.close}>{t('ui.cancel')}</Button>
      </ButtonRow>
    </div>
  );
}

function resultOf(person: PersonRow): string {
  const last = person.folded.checkedIn[person.folded.checkedIn.length - 1];
  if (last === undefined) return '';
  const screening = last.body.screening;
  const said =
    screening === 'clear'
      ? t('check.nothingToReport')
      : screening.map((item) => screeningWords(item)).join(', ');
  const shown = last.body.idShown === undefined ? [] : [t('idScan.checked')];
  return [t(`check.${last.body.idSeen}`), ...shown, said].join(' · ');
}

function screeningWords(item: string): string {
  const known = screeningItems.find((each) => each === item);
  return known === undefined ? item : t(`screening.${known}`);
}

/** All of them at a glance, before anything is ticked: what each means on the day of this list, and since when. */
function ReasonsToRead({ day }: { readonly day: DayView }): JSX.Element {
  return (
    <details class="reasons-to-read">
      <summary>{t('check.readReasons')}</summary>
      <dl>
        {screeningItems.map((item) => {
          const outlook = adviceOf(day.rules, item, day.day);
          return outlook === null ? null : (
            <div key={item}>
              <dt>{t(`screening.${item}`)}</dt>
              <dd>
                {t(`advice.${outlook.advice}`)}{' '}
                {t('warning.ruleOf', { day: formatDayShort(outlook.ruleFrom) })}
              </dd>
            </div>
          );
        })}
      </dl>
    </details>
  );
}
