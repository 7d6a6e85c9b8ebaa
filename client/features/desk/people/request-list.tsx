// Owns the list of what persons asked for: "not me" leads to the dose, a correction stands with before and after.

import type { JSX } from 'preact';
import type { DeskRequest } from '../../../../schemas/desk-messages.ts';
import { formatDayShort, formatDayTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { EmptyState, Facts, Sheet } from '../../../ui/layout.tsx';
import { say, type DeskTextKey } from '../desk-texts.ts';
import type { PeopleModel } from './people-model.ts';

export function RequestList({ model }: { readonly model: PeopleModel }): JSX.Element {
  const requests = model.requests.value;
  const denials = requests?.filter((request) => request.kind === 'not-me') ?? [];
  const corrections = requests?.filter((request) => request.kind === 'correction') ?? [];
  return (
    <section class="desk-people" aria-label={say('requests.title')}>
      <h2>{say('requests.title')}</h2>
      {requests === null && <p role="status">{say('fresh.loading')}</p>}
      {requests?.length === 0 && (
        <Sheet>
          <EmptyState icon="confirmed" title={say('requests.none')} />
        </Sheet>
      )}
      {denials.map((request) => (
        <RequestRow key={request.requestId} model={model} request={request} />
      ))}
      {corrections.length > 0 && (
        <TextField
          id="request-note"
          label={say('requests.note')}
          hint={say('requests.noteHint')}
          value={model.note.value}
          onInput={model.typeNote}
          maxLength={500}
          fault={model.isNoteMissing.value ? say('requests.noteMissing') : null}
        />
      )}
      {corrections.map((request) => (
        <RequestRow key={request.requestId} model={model} request={request} />
      ))}
    </section>
  );
}

function RequestRow(props: {
  readonly model: PeopleModel;
  readonly request: DeskRequest;
}): JSX.Element {
  const { model, request } = props;
  const { kind, dose, requestId } = request;
  return (
    <Sheet margin={kind === 'not-me'}>
      <h3>{say(`requests.kind.${kind}`)}</h3>
      <Facts
        facts={[
          { name: say('requests.person'), value: sayPerson(request) },
          {
            name: say('requests.dose'),
            value: `${say('requests.doseNumber', { number: dose.doseNumber })} · ${dose.product} · ${formatDayShort(dose.day)} · ${request.centreName}`,
          },
          { name: say('requests.asked'), value: formatDayTime(request.madeAt) },
          ...changesOf(request).map((change) => ({
            name: say(change.name),
            value: `${change.before} → ${change.after}`,
          })),
        ]}
      />
      {kind === 'not-me' ? (
        <a
          class="button button-primary"
          href="/desk/review"
          onClick={() => model.chooseDay(dose.day)}
        >
          {say('requests.toReview')}
        </a>
      ) : (
        <ButtonRow>
          <Button
            look="primary"
            busy={model.isBusy.value}
            onPress={() => void model.decideRequest(requestId, 'accepted')}
          >
            {say('requests.accept')}
          </Button>
          <Button onPress={() => void model.decideRequest(requestId, 'refused')}>
            {say('requests.refuse')}
          </Button>
        </ButtonRow>
      )}
    </Sheet>
  );
}

function sayPerson({ person }: DeskRequest): string {
  const { name, birthYear, gender, mobileLast4 } = person;
  return [name, birthYear, sayGender(gender), ...(mobileLast4 ? [`••${mobileLast4}`] : [])].join(
    ' · ',
  );
}

function sayGender(gender: string): string {
  return gender === 'Female' || gender === 'Male' || gender === 'Other'
    ? say(`requests.gender.${gender}`)
    : gender;
}

function changesOf({ person, wanted }: DeskRequest): {
  readonly name: DeskTextKey;
  readonly before: string;
  readonly after: string;
}[] {
  const { name, birthYear, gender } = wanted ?? {};
  return [
    ...(name === undefined
      ? []
      : [{ name: 'requests.name' as const, before: person.name, after: name }]),
    ...(birthYear === undefined
      ? []
      : [
          {
            name: 'requests.birthYear' as const,
            before: String(person.birthYear),
            after: String(birthYear),
          },
        ]),
    ...(gender === undefined
      ? []
      : [
          {
            name: 'requests.gender' as const,
            before: sayGender(person.gender),
            after: sayGender(gender),
          },
        ]),
  ];
}
