// Owns what is shown once a dose is recorded: the stamp, the receipt's facts, the undo, and the later correction.

import type { JSX } from 'preact';
import { formatDayShort, formatTime, t } from '../../i18n/index.ts';
import { productLabel } from '../../parts/person-words.ts';
import { placeOfDose, wordsOfPlace } from '../../parts/place-words.ts';
import { SaveProblemNotice } from '../../parts/save-problem.tsx';
import type { DayView, PersonRow } from '../../tablet.ts';
import { Button, ButtonRow, LinkButton } from '../../ui/button.tsx';
import { ActionList } from '../../ui/choice.tsx';
import { Facts, Sheet } from '../../ui/layout.tsx';
import { Notice, Stamp } from '../../ui/notice.tsx';
import { ReceiptView } from './receipt-view.tsx';
import { administeredAtOf } from '../../../schemas/fold/administered-at.ts';
import type { DoseInCase } from '../../../schemas/fold/case.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import { nextDoseDueFrom } from '../../../schemas/rules/dose-interval.ts';
import { BookingForm } from './booking-form.tsx';
import { errorReasons, type ErrorReason, type PersonModel } from './person-model.ts';
import { observationSeconds, tokenOf } from '../../room/board.ts';

export function GivenView(props: {
  readonly model: PersonModel;
  readonly person: PersonRow;
  readonly day: DayView;
  readonly now: number;
}): JSX.Element {
  const { model, person, day } = props;
  const dose = model.given.value;
  const place = dose === null ? 'saved-here' : placeOfDose(person, dose.ref);
  const words = wordsOfPlace[place];
  const receipt = model.receipt.receipt.value;
  return (
    <Sheet margin label={t('given.title')}>
      <Stamp tone={words.tone} icon={words.icon}>
        {t(words.key)}
      </Stamp>
      <SaveProblemNotice problem={model.saving.problem.value} />
      <ButtonRow>
        <LinkButton look="primary" icon="list" href="/">
          {t('given.nextPerson')}
        </LinkButton>
        <UndoButton model={model} />
      </ButtonRow>
      {dose !== null && <Receipt person={person} dose={dose} day={day} now={props.now} />}
      {receipt !== null && dose !== null && (
        <ReceiptView receipt={receipt} dose={dose} day={day} onClose={model.receipt.hide} />
      )}
      {model.panel.value === 'error' ? (
        <ErrorForm model={model} />
      ) : model.panel.value === 'booking' ? (
        <BookingForm model={model.booking} person={person} onDone={() => model.showPanel(null)} />
      ) : (
        <ButtonRow>
          {dose !== null && receipt === null && (
            <Button
              icon="qr"
              busy={model.receipt.isBusy.value}
              onPress={() => void model.receipt.show(person, dose)}
            >
              {t('receipt.open')}
            </Button>
          )}
          {person.isWalkIn && (
            <Button icon="code" onPress={() => model.showPanel('booking')}>
              {t('booking.open')}
            </Button>
          )}
          <Button icon="warning" onPress={() => model.showPanel('error')}>
            {t('given.inError')}
          </Button>
          <LinkButton icon="warning" href={`/aefi/${encodeURIComponent(person.key)}`}>
            {t('aefi.open')}
          </LinkButton>
          {person.isWalkIn && (
            <LinkButton icon="walkIn" href={`/walk-in?family=${encodeURIComponent(person.key)}`}>
              {t('walkIn.nextOfFamily')}
            </LinkButton>
          )}
          <Button icon="plus" onPress={model.recordAnother}>
            {t('given.another')}
          </Button>
        </ButtonRow>
      )}
    </Sheet>
  );
}

/** By itself, for it follows the clock and the save that ends: the page around it is not drawn again for them. */
function UndoButton({ model }: { readonly model: PersonModel }): JSX.Element | null {
  const secondsLeft = model.undoSecondsLeft.value;
  if (secondsLeft === 0) return null;
  return (
    <Button icon="undo" busy={model.saving.isBusy.value} onPress={() => void model.undo()}>
      {t('given.undo', { seconds: secondsLeft })}
    </Button>
  );
}

function Receipt(props: {
  readonly person: PersonRow;
  readonly dose: DoseInCase;
  readonly day: DayView;
  readonly now: number;
}): JSX.Element {
  const { person, dose, day } = props;
  const given = administeredAtOf(dose);
  const until = given + observationSeconds;
  const next = nextDoseDueFrom(day.rules, dose.body.product, dose.body.doseNumber, istDayOf(given));
  return (
    <Facts
      facts={[
        { name: t('given.name'), value: <span dir="auto">{person.name}</span> },
        { name: t('board.token'), value: <strong>{tokenOf(dose.ref)}</strong> },
        {
          name: t('given.dose'),
          value: `${t('dose.number', { number: dose.body.doseNumber })} · ${productLabel(day.rules, dose.body.product)}`,
        },
        { name: t('given.vial'), value: `${dose.body.vial} · ${dose.body.vaccineBatch}` },
        {
          name: t('given.at'),
          value: `${formatDayShort(istDayOf(given))}, ${formatTime(given)}`,
        },
        {
          name: t('given.observe'),
          value:
            until > props.now
              ? t('given.observeUntil', { time: formatTime(until) })
              : t('given.observeOver', { time: formatTime(until) }),
        },
        {
          name: t('given.next'),
          value:
            next === null ? t('given.noNext') : t('given.nextFrom', { day: formatDayShort(next) }),
        },
      ]}
    />
  );
}

function ErrorForm({ model }: { readonly model: PersonModel }): JSX.Element {
  return (
    <div class="form">
      <Notice tone="plain">
        <p>{t('given.inErrorMeans')}</p>
      </Notice>
      <ActionList<ErrorReason>
        legend={t('given.whatWasWrong')}
        choices={errorReasons.map((value) => ({ value, label: t(`errorReason.${value}`) }))}
        onAct={(reason) => void model.enterInError(reason)}
      />
      <Button onPress={() => model.showPanel(null)}>{t('ui.cancel')}</Button>
    </div>
  );
}
