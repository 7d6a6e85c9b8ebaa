// Owns the list of messages on the desk: counts by state, and the words of one when somebody asks for them.

import type { JSX } from 'preact';
import type { DeskMessage, DeskMessageText } from '../../../../schemas/desk-messages.ts';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Filters } from '../../../ui/choice.tsx';
import { EmptyState, Sheet } from '../../../ui/layout.tsx';
import { say, type DeskTextKey } from '../desk-texts.ts';
import type { PeopleModel } from './people-model.ts';

export function MessageList({ model }: { readonly model: PeopleModel }): JSX.Element {
  const messages = model.messages.value;
  return (
    <section class="desk-people" aria-label={say('messages.title')}>
      <h2>{say('messages.title')}</h2>
      {messages !== null && <p>{say(`messages.mode.${messages.mode}`)}</p>}
      <Filters
        label={say('messages.filter')}
        value={model.state.value}
        onChoose={model.chooseState}
        choices={model.states.value.map(({ state, count }) => ({
          value: state,
          label: say(`messages.state.${state}`),
          count,
        }))}
      />
      {messages?.messages.length === 0 && (
        <Sheet>
          <EmptyState icon="confirmed" title={say('messages.none')} />
        </Sheet>
      )}
      {messages?.messages.map((message) => (
        <MessageRow key={message.messageId} model={model} message={message} />
      ))}
    </section>
  );
}

const knownKinds: readonly string[] = [
  'booking-code',
  'one-time-code',
  'word-asked',
  'dose-confirmed',
];

function MessageRow(props: {
  readonly model: PeopleModel;
  readonly message: DeskMessage;
}): JSX.Element {
  const { model, message } = props;
  const { messageId, kind, state, problem, attempts } = message;
  const opened = model.opened.value;
  const canBeRead = state === 'new' || state === 'ready' || state === 'failed';
  return (
    <Sheet>
      <div class="desk-message">
        <p>
          <strong>
            {knownKinds.includes(kind) ? say(`messages.kind.${kind}` as DeskTextKey) : kind}
          </strong>
          {' · '}
          {message.centreName}
        </p>
        <p class="desk-message-facts">
          {say('messages.made', { time: formatDayTime(message.madeAt) })}
          {message.settledAt !== null &&
            ` · ${say('messages.settled', { time: formatDayTime(message.settledAt) })}`}
          {attempts > 0 && ` · ${say('messages.attempts', { count: attempts })}`}
          {problem !== null && ` · ${sayProblem(problem)}`}
        </p>
        {opened?.messageId === messageId && <MessageWords text={opened.text} />}
        {model.mayDecide && canBeRead && (
          <ButtonRow>
            {opened?.messageId === messageId ? (
              <Button
                look="primary"
                busy={model.isBusy.value}
                onPress={() => void model.decide(messageId, 'sent')}
              >
                {say('messages.markSent')}
              </Button>
            ) : (
              <Button busy={model.isBusy.value} onPress={() => void model.read(messageId)}>
                {say('messages.read')}
              </Button>
            )}
            {state === 'failed' && (
              <Button onPress={() => void model.decide(messageId, 'again')}>
                {say('messages.again')}
              </Button>
            )}
            <Button look="quiet" onPress={() => void model.decide(messageId, 'dropped')}>
              {say('messages.drop')}
            </Button>
          </ButtonRow>
        )}
      </div>
    </Sheet>
  );
}

function MessageWords({ text }: { readonly text: DeskMessageText }): JSX.Element {
  if (text.outcome !== 'read') return <p role="status">{say('messages.gone')}</p>;
  return (
    <div class="desk-message-words" role="status">
      <p>{say('messages.to', { phone: text.to })}</p>
      <blockquote>{text.text}</blockquote>
    </div>
  );
}

const knownProblems: readonly string[] = [
  'timeout',
  'no-connection',
  'gateway-busy',
  'gateway-fault',
  'gateway-login',
  'refused',
  'not-understood',
  'daily-limit',
  'phone-limit',
];

function sayProblem(problem: string): string {
  return knownProblems.includes(problem)
    ? say(`messages.problem.${problem}` as DeskTextKey)
    : problem;
}
