// Owns the part of the page where somebody says that they are listed twice: the other entries of this phone to pick from.

import type { JSX } from 'preact';
import type { MyPerson } from '../../schemas/my-doses.ts';
import type { MyModel } from './my-model.ts';
import { Button } from './my-parts.tsx';
import { say } from './my-texts.ts';

export function TwiceForm(props: {
  readonly model: MyModel;
  readonly person: MyPerson;
}): JSX.Element {
  const { model, person } = props;
  const others = (model.doses.value?.people ?? []).filter(
    (other) => other.person !== person.person,
  );
  return (
    <div class="no-print wishes" role="group" aria-label={say('twice.title')}>
      <p>
        <strong>{say('twice.title')}</strong>
      </p>
      <p class="hint">{say('twice.means')}</p>
      {others.map((other) => (
        <Button
          key={other.person}
          busy={model.isBusy.value}
          onPress={() => void model.twice.tell(other.person)}
        >
          {[
            other.name,
            other.birthYear,
            ...other.doses.map((dose) =>
              say('dose', { number: dose.doseNumber, product: dose.product }),
            ),
          ].join(' · ')}
        </Button>
      ))}
      <p class="row">
        <Button onPress={model.twice.cancel}>{say('twice.cancel')}</Button>
      </p>
    </div>
  );
}
