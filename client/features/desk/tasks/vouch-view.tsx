// Owns one vouch on the page of tasks: who vouched for whom, on which tablet, and what a supervisor says of it.

import type { JSX } from 'preact';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { FaultNotice } from '../shell/fault-notice.tsx';
import type { OpenVouch, TasksModel } from './tasks-model.ts';

export function VouchView({ model }: { readonly model: TasksModel }): JSX.Element {
  const staff = model.staff.value.value;
  const fault = model.staff.fault.value;
  if (staff === null)
    return (
      <div role="status">
        {fault === null ? (
          <p>{say('case.loading')}</p>
        ) : (
          <FaultNotice fault={fault} onAgain={() => void model.refresh()} />
        )}
      </div>
    );
  const vouches = model.vouches.value;
  return (
    <>
      {vouches.length === 0 && <Notice tone="good" title={say('tasks.closed')} />}
      {vouches.length > 0 && <p>{say('tasks.vouchMeans')}</p>}
      {vouches.map((vouch) => (
        <Vouch key={`${vouch.log} ${vouch.seq}`} model={model} vouch={vouch} />
      ))}
      <a class="button button-secondary" href="/desk/staff" onClick={model.toStaff}>
        {say('tasks.toStaff')}
      </a>
    </>
  );
}

function Vouch(props: { readonly model: TasksModel; readonly vouch: OpenVouch }): JSX.Element {
  const { model, vouch } = props;
  return (
    <div class="desk-act">
      <p>
        <strong>{vouch.name}</strong>{' '}
        {vouch.isSubstitute && <span>({say('staff.substitute')})</span>}
      </p>
      <p class="desk-soft">
        {say('staff.vouchedBy', { name: vouch.voucher })} · {vouch.tablet} ·{' '}
        {formatDayTime(vouch.vouchedAt)}
      </p>
      {model.mayDecide && (
        <ButtonRow>
          <Button
            look="primary"
            icon="confirmed"
            busy={model.isBusy.value}
            onPress={() => void model.decideVouch(vouch, 'confirm-vouch')}
          >
            {say('staff.confirm')}
          </Button>
          <Button
            look="danger"
            icon="withdrawn"
            busy={model.isBusy.value}
            onPress={() => void model.decideVouch(vouch, 'refuse-vouch')}
          >
            {say('staff.refuse')}
          </Button>
        </ButtonRow>
      )}
    </div>
  );
}
