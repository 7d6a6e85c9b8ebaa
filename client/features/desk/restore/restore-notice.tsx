// Owns what the desk's first page says while a register that was put back from a backup has not been looked through.

import type { JSX } from 'preact';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { sayFault } from '../shell/fault-notice.tsx';
import type { RestoreModel } from './restore-model.ts';

export function RestoreNotice({ model }: { readonly model: RestoreModel }): JSX.Element | null {
  const review = model.openReview.value;
  if (review === null) return null;
  const { restoredTo } = review;
  return (
    <Notice tone="warn" live="polite" title={say('restore.title')}>
      <p>
        {restoredTo === null
          ? say('restore.means')
          : say('restore.meansSince', { moment: formatDayTime(restoredTo) })}
      </p>
      <p>{say('restore.todo')}</p>
      {model.fault.value !== null && <p>{sayFault(model.fault.value)}</p>}
      {model.mayClose ? <CloseButtons model={model} /> : <p>{say('restore.who')}</p>}
    </Notice>
  );
}

function CloseButtons({ model }: { readonly model: RestoreModel }): JSX.Element {
  if (!model.isAsking.value) {
    return (
      <div>
        <Button icon="confirmed" onPress={model.ask}>
          {say('restore.close')}
        </Button>
      </div>
    );
  }
  return (
    <>
      <p>{say('restore.ask')}</p>
      <div class="desk-tools">
        <Button look="primary" busy={model.isClosing.value} onPress={() => void model.close()}>
          {say('restore.closeNow')}
        </Button>
        <Button look="quiet" onPress={model.stay}>
          {say('common.cancel')}
        </Button>
      </div>
    </>
  );
}
