// Owns the list of records that the state's register has not taken: why, how often it was tried, and "send again" for those given up.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DeskDelivery } from '../../../../schemas/desk-deliveries.ts';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { EmptyState, Sheet } from '../../../ui/layout.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say, type DeskTextKey } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import type { DeliveriesModel } from './deliveries-model.ts';

export function DeliveryList({ model }: { readonly model: DeliveriesModel }): JSX.Element {
  useEffect(() => {
    void model.load();
    return model.forget;
  }, [model]);
  const list = model.list.value;
  const fault = model.fault.value;
  return (
    <section class="desk-people" aria-label={say('deliveries.title')}>
      <h2>{say('deliveries.title')}</h2>
      {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.load()} />}
      {list !== null && <p>{say('deliveries.counts', list.counts)}</p>}
      <div role="status">
        {model.isStale.value && (
          <Notice tone="warn" icon="warning" title={say('people.lookAgain')} />
        )}
      </div>
      {list?.deliveries.length === 0 && (
        <Sheet>
          <EmptyState icon="confirmed" title={say('deliveries.none')} />
        </Sheet>
      )}
      {list?.deliveries.map((delivery) => (
        <DeliveryRow key={delivery.doseKey} model={model} delivery={delivery} />
      ))}
    </section>
  );
}

function DeliveryRow(props: {
  readonly model: DeliveriesModel;
  readonly delivery: DeskDelivery;
}): JSX.Element {
  const { model, delivery } = props;
  const { state, action, fault, tries, queuedAt, centreName, doseKey } = delivery;
  return (
    <Sheet>
      <div class="desk-message">
        <p>
          <strong>{say(`deliveries.state.${state}`)}</strong>
          {' · '}
          {centreName}
        </p>
        <p class="desk-message-facts">
          {[
            say(`deliveries.action.${action}`),
            say('deliveries.since', { time: formatDayTime(queuedAt) }),
            say('messages.attempts', { count: tries }),
            sayFault(fault),
            doseKey,
          ].join(' · ')}
        </p>
        {state === 'dead' && (
          <ButtonRow>
            <Button busy={model.isBusy.value} onPress={() => void model.sendAgain(delivery)}>
              {say('deliveries.again')}
            </Button>
          </ButtonRow>
        )}
      </div>
    </Sheet>
  );
}

const knownFaults: readonly string[] = [
  'timeout',
  'no-connection',
  'not-acknowledged',
  'dose-gone',
  'being-checked',
];

/** A status or a code of the register's own is shown as it came: whoever mends it there knows it by that. */
function sayFault(fault: string): string {
  return knownFaults.includes(fault)
    ? say(`deliveries.fault.${fault}` as DeskTextKey)
    : say('deliveries.fault.code', { code: fault });
}
