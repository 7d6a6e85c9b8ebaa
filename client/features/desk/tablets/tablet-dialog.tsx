// Owns the dialog in which a tablet is confirmed or blocked: what it means, and the reason, picked from a list.

import type { JSX } from 'preact';
import {
  confirmGrounds,
  revokeGrounds,
  type TabletGround,
} from '../../../../schemas/desk-tablets.ts';
import { Button, ButtonRow } from '../../../ui/button.tsx';
import { ChooseOne } from '../../../ui/choice.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { FieldFault } from '../../../ui/field.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { sayFault } from '../shell/fault-notice.tsx';
import type { TabletModel } from './tablet-model.ts';
import type { TabletRow } from './tablet-rows.ts';

export function TabletDialog(props: {
  readonly model: TabletModel;
  readonly row: TabletRow;
}): JSX.Element | null {
  const { model, row } = props;
  const draft = model.draft.value;
  if (draft === null) return null;
  const isConfirm = draft.kind === 'confirmed';
  const grounds: readonly TabletGround[] = isConfirm ? confirmGrounds : revokeGrounds;
  const result = model.result.value;
  return (
    <Dialog
      title={say(isConfirm ? 'tablet.confirmAsk' : 'tablet.revokeAsk')}
      onClose={model.putAway}
    >
      <p>
        <strong>{row.tablet.alias}</strong> · {row.tablet.centreName}
      </p>
      <p>{say(isConfirm ? 'tablet.confirmMeans' : 'tablet.revokeWarning')}</p>
      <ChooseOne
        legend={say('tablet.ground')}
        name="desk-tablet-ground"
        value={draft.ground}
        onChoose={model.pickGround}
        choices={grounds.map((ground) => ({
          value: ground,
          label: say(`tablet.ground.${ground}`),
        }))}
      />
      {draft.isGroundMissing && (
        <FieldFault id="desk-tablet-ground-fault" fault={say('tablet.noGround')} />
      )}
      <p class="desk-soft">{say('tablet.groundHint')}</p>
      <div role="status">
        {result?.outcome === 'failed' && (
          <Notice tone="bad">
            <p>
              {say('tablet.result.failed')} {sayFault(result.fault)}
            </p>
          </Notice>
        )}
      </div>
      <ButtonRow>
        <Button
          look={isConfirm ? 'primary' : 'danger'}
          icon={isConfirm ? 'confirmed' : 'withdrawn'}
          busy={model.isDeciding.value}
          onPress={() => void model.decide()}
        >
          {say(isConfirm ? 'tablet.confirmNow' : 'tablet.revokeNow')}
        </Button>
        <Button onPress={model.putAway}>{say('common.cancel')}</Button>
      </ButtonRow>
    </Dialog>
  );
}
