// Owns one person on the page: who it is, each dose in plain words, the card, and what can be asked for.

import type { JSX } from 'preact';
import type { MyDose, MyPerson } from '../../schemas/my-doses.ts';
import { CardView } from './card-view.tsx';
import { CorrectionForm } from './correction-form.tsx';
import type { MyModel } from './my-model.ts';
import { Button } from './my-parts.tsx';
import { say, sayDay, type MyTextKey } from './my-texts.ts';
import { NewPhoneForm } from './new-phone-form.tsx';
import { TwiceForm } from './twice-view.tsx';
import { sayGender } from './say-gender.ts';

interface Props {
  readonly model: MyModel;
  readonly person: MyPerson;
}

export function PersonView({ model, person }: Props): JSX.Element {
  const { name, birthYear, gender, booking, doses } = person;
  const shown = model.card.value;
  const isPrinted = shown?.person === person.person && shown.card.outcome === 'issued';
  return (
    <section class={isPrinted ? 'person printed' : 'person no-print-beside'} aria-label={name}>
      <h2>{name}</h2>
      <p>
        {say('born', { year: birthYear })} · {sayGender(gender)}
      </p>
      {booking !== null && (
        <p>{say('booked', { day: sayDay(booking.day), place: booking.place })}</p>
      )}
      {doses.map((dose) => (
        <DoseView key={dose.dose} model={model} dose={dose} />
      ))}
      {doses.length > 0 && <CardView model={model} person={person} />}
      {doses.length > 0 && <Wishes model={model} person={person} />}
    </section>
  );
}

function DoseView(props: { readonly model: MyModel; readonly dose: MyDose }): JSX.Element {
  const { model, dose } = props;
  const said = model.said.value[dose.dose];
  const isDenying = model.denying.value === dose.dose;
  const isBusy = model.isBusy.value;
  return (
    <article class={`dose ${dose.state}`}>
      <h3>{say('dose', { number: dose.doseNumber, product: dose.product })}</h3>
      <p>{say('where', { day: sayDay(dose.day), place: dose.place })}</p>
      <p class="hint">{say('batch', { batch: dose.vaccineBatch })}</p>
      <p class="state">
        <strong>{say(`state.${dose.state}`)}</strong>
      </p>
      <p class="no-print">{say(`state.${dose.state}.text`)}</p>
      <output class="said no-print">{said && say(`said.${said}` satisfies MyTextKey)}</output>
      {!isDenying && (dose.mayConfirm || dose.mayDeny) && (
        <p class="row no-print">
          {dose.mayConfirm && (
            <Button look="main" busy={isBusy} onPress={() => void model.giveWord(dose.dose)}>
              {say('yes')}
            </Button>
          )}
          {dose.mayDeny && (
            <Button look="no" onPress={() => model.askDeny(dose.dose)}>
              {say('no')}
            </Button>
          )}
        </p>
      )}
      {isDenying && (
        <div class="no-print" role="alert">
          <p>{say('noAsk')}</p>
          <p class="row">
            <Button look="no" busy={isBusy} onPress={() => void model.deny(dose.dose)}>
              {say('noSure')}
            </Button>
            <Button onPress={() => model.askDeny(null)}>{say('back')}</Button>
          </p>
        </div>
      )}
    </article>
  );
}

function Wishes({ model, person }: Props): JSX.Element {
  const { correction, newPhone } = model;
  const answer = correction.answer.value;
  if (correction.draft.value?.of.person === person.person)
    return <CorrectionForm model={correction} isBusy={model.isBusy.value} />;
  if (newPhone.draft.value?.person === person.person)
    return <NewPhoneForm model={newPhone} isBusy={model.isBusy.value} />;
  if (model.twice.of.value === person.person) return <TwiceForm model={model} person={person} />;
  const told = model.twice.answer.value;
  const hasOthers = (model.doses.value?.people.length ?? 0) > 1;
  return (
    <div class="no-print wishes">
      {person.isCorrectionOpen && <p>{say('correction.open')}</p>}
      {answer?.person === person.person && (
        <p role="status">
          {answer.outcome === 'not-possible'
            ? say('said.not-possible')
            : say(`correction.${answer.outcome}`)}
        </p>
      )}
      {told?.person === person.person && (
        <p role="status">{say(told.outcome === 'not-possible' ? 'twice.failed' : 'twice.sent')}</p>
      )}
      <p class="row">
        <Button onPress={() => correction.begin(person)}>{say('correct')}</Button>
        <Button onPress={() => newPhone.begin(person.person)}>{say('newPhone')}</Button>
        {hasOthers && (
          <Button onPress={() => model.twice.begin(person.person)}>{say('twice.ask')}</Button>
        )}
      </p>
    </div>
  );
}
