// Owns the person's page from top to bottom: who it is, then check, code, dose; or what was given.

import type { ComponentChildren, JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { groupMobile, idTypeWords, productLabel } from '../../parts/person-words.ts';
import type { ScanOnce } from '../../parts/scan-once.ts';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button, ButtonRow } from '../../ui/button.tsx';
import { Step, type StepState } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { BookingForm, BookingsStated } from './booking-form.tsx';
import { maskEnd } from './booking-words.ts';
import { CheckStep } from './check-step.tsx';
import { CodeStep } from './code-step.tsx';
import { CorrectionForm } from './correction-form.tsx';
import { EarlierDoseForm, EarlierDosesStated } from './earlier-dose-form.tsx';
import { EligibilityLines } from './eligibility-line.tsx';
import { DoseStep } from './dose-step.tsx';
import { GivenView } from './given-view.tsx';
import { NotTodayForm, NotTodayResult } from './not-today-form.tsx';
import { PersonHead } from './person-head.tsx';
import type { PersonModel, PersonStep } from './person-model.ts';

interface PersonViewProps {
  readonly model: PersonModel;
  readonly slipScan: ScanOnce;
  readonly person: PersonRow;
  readonly day: DayView;
  readonly now: number;
  readonly cardScan: ScanOnce;
  readonly idScan: ScanOnce;
}

export function PersonView(
  props: PersonViewProps & { readonly children?: ComponentChildren },
): JSX.Element {
  const { model, person, day } = props;
  const step = model.step.value;
  return (
    <main class="page page-narrow person">
      <PersonHead person={person} day={day} />
      {props.children}
      <BookingsStated person={person} />
      <EarlierDosesStated person={person} day={day} />
      {step !== 'given' && step !== 'not-today' && (
        <EligibilityLines person={person} day={day} doseNumber={model.doseNumber.value} />
      )}
      {model.wasTakenBack.value && (
        <Notice tone="plain" icon="undo" title={t('given.takenBack')} live="polite">
          <p>{t('given.takenBackBody')}</p>
        </Notice>
      )}
      {step === 'check' && model.code.hasSlip.value && (
        <Notice tone="good" icon="confirmed" title={t('slip.inHand')} live="polite">
          <p>{t('slip.inHandBody')}</p>
        </Notice>
      )}
      {step === 'given' ? (
        <GivenView {...props} />
      ) : step === 'not-today' ? (
        <NotTodayResult person={person} onComeBack={model.comeBack} />
      ) : model.panel.value === 'correct' ? (
        <CorrectionForm model={model.correction} onDone={() => model.showPanel(null)} />
      ) : model.panel.value === 'earlier' ? (
        <EarlierDoseForm
          model={model.earlierDose}
          person={person}
          day={day}
          cardScan={props.cardScan}
          onDone={() => model.showPanel(null)}
        />
      ) : model.panel.value === 'booking' ? (
        <BookingForm model={model.booking} person={person} onDone={() => model.showPanel(null)} />
      ) : model.panel.value === 'not-today' ? (
        <NotTodayForm
          model={model.notToday}
          onRecord={() =>
            void model.notToday.record(person).then((isSaved) => isSaved && model.showPanel(null))
          }
          onCancel={() => model.showPanel(null)}
        />
      ) : (
        <>
          <Flow {...props} step={step} />
          <ButtonRow>
            <Button icon="notToday" onPress={() => model.showPanel('not-today')}>
              {t('notToday.open')}
            </Button>
            <Button icon="idCard" onPress={() => model.showPanel('correct')}>
              {t('correct.open')}
            </Button>
            <Button icon="needle" onPress={() => model.showPanel('earlier')}>
              {t('earlier.open')}
            </Button>
            {person.isWalkIn && (
              <Button icon="code" onPress={() => model.showPanel('booking')}>
                {t('booking.open')}
              </Button>
            )}
          </ButtonRow>
        </>
      )}
      <p class="person-ids">
        {person.referenceId !== null && (
          <span>{t('person.reference', { id: maskEnd(person.referenceId) })}</span>
        )}
        {person.mobileNumber !== null && (
          <span>{t('person.mobile', { number: groupMobile(person.mobileNumber) })}</span>
        )}
        <span>{productLabel(day.rules, person.product)}</span>
        <span>{idTypeWords(person.idType)}</span>
      </p>
    </main>
  );
}

const order: readonly PersonStep[] = ['check', 'code', 'dose'];

function Flow({
  model,
  slipScan,
  idScan,
  person,
  day,
  step,
}: PersonViewProps & { readonly step: PersonStep }): JSX.Element {
  const stateOf = (each: PersonStep): StepState =>
    each === step ? 'now' : order.indexOf(each) < order.indexOf(step) ? 'done' : 'later';
  return (
    <div class="sheet flow">
      <Step number={1} title={t('check.title')} state={stateOf('check')}>
        <CheckStep
          model={model.check}
          idScan={idScan}
          person={person}
          day={day}
          state={stateOf('check')}
        />
      </Step>
      <Step
        number={2}
        title={t(person.isWalkIn ? 'code.titleWalkIn' : 'code.title')}
        state={stateOf('code')}
      >
        <CodeStep
          model={model.code}
          scan={slipScan}
          person={person}
          proof={model.proof.value}
          state={stateOf('code')}
        />
      </Step>
      <Step number={3} title={t('dose.title')} state={stateOf('dose')}>
        {step === 'dose' && <DoseStep model={model} person={person} day={day} />}
      </Step>
    </div>
  );
}
