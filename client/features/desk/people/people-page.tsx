// Owns the page of persons and messages: what persons asked for, "not me" first; then the messages to them.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { PageHead } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { BookingCodesForm } from './booking-codes-form.tsx';
import { DeliveryList } from './delivery-list.tsx';
import { MessageList } from './message-list.tsx';
import type { PeopleModel } from './people-model.ts';
import './people.css';
import { PhoneForm } from './phone-form.tsx';
import { RequestList } from './request-list.tsx';

export function PeoplePage({ model }: { readonly model: PeopleModel }): JSX.Element {
  useEffect(() => {
    model.open();
    return model.close;
  }, [model]);
  const fault = model.fault.value;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('people.title')}>
        <p>{say('people.intro')}</p>
      </PageHead>
      {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.refresh()} />}
      <div role="status">
        {model.isStale.value && (
          <Notice tone="warn" icon="warning" title={say('people.lookAgain')} />
        )}
      </div>
      {model.mayDecide && <RequestList model={model} />}
      <MessageList model={model} />
      {model.mayDecide && <DeliveryList model={model.deliveries} />}
      {model.mayDecide && <BookingCodesForm model={model.codes} />}
      {model.mayDecide && <PhoneChange model={model} />}
    </main>
  );
}

function PhoneChange({ model }: { readonly model: PeopleModel }): JSX.Element {
  const { phone } = model;
  const answer = phone.answer.value;
  return (
    <section class="desk-people" aria-label={say('people.phone')}>
      <div role="status">
        {answer !== null && (
          <Notice
            tone={answer === 'changed' ? 'good' : 'warn'}
            icon={answer === 'changed' ? 'confirmed' : 'warning'}
            title={say(`people.phone.${answer}`)}
          />
        )}
      </div>
      {phone.isOpen.value ? (
        <PhoneForm model={phone} />
      ) : (
        <Button onPress={() => void phone.begin()}>{say('people.phone')}</Button>
      )}
    </section>
  );
}
