// Owns the page of who did and read what, for those who answer for a district.

import type { JSX } from 'preact';
import { auditActions, type DeskHistoryRow } from '../../../../schemas/desk-history.ts';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/field.tsx';
import { EmptyState, PageHead, Sheet } from '../../../ui/layout.tsx';
import { say } from '../desk-texts.ts';
import { CardTable } from '../shell/card-table.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import type { HistoryModel } from './history-model.ts';

export function HistoryPage({ model }: { readonly model: HistoryModel }): JSX.Element {
  const fault = model.fault.value;
  const rows = model.rows.value;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('history.title')}>
        <p>{say('history.intro')}</p>
      </PageHead>
      <Sheet>
        {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.show()} />}
        <form
          class="form"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void model.show();
          }}
        >
          <TextField
            id="desk-history-reference"
            label={say('history.reference')}
            hint={say('history.optional')}
            value={model.referenceId.value}
            inputMode="numeric"
            fault={model.isReferenceWrong.value ? say('slips.notAReference') : null}
            onInput={model.typeReference}
          />
          <TextField
            id="desk-history-account"
            label={say('history.account')}
            hint={say('history.optional')}
            value={model.account.value}
            maxLength={40}
            onInput={model.typeAccount}
          />
          <Button type="submit" look="primary" busy={model.isBusy.value}>
            {say('history.show')}
          </Button>
        </form>
      </Sheet>
      {rows !== null && <Rows model={model} rows={rows} />}
    </main>
  );
}

const columns = ['at', 'account', 'action', 'centre', 'subject'] as const;

function Rows(props: {
  readonly model: HistoryModel;
  readonly rows: readonly DeskHistoryRow[];
}): JSX.Element {
  const { model, rows } = props;
  if (rows.length === 0)
    return (
      <Sheet>
        <EmptyState icon="list" title={say('history.none')} />
      </Sheet>
    );
  return (
    <>
      <CardTable
        caption={say('history.title')}
        columns={columns.map((key) => ({ key, label: say(`history.column.${key}`) }))}
        rows={rows.map((row) => ({
          key: row.id,
          cells: {
            at: formatDayTime(row.at),
            account: row.account,
            action: sayAction(row.action),
            centre: row.centreName ?? '–',
            subject: row.subject === null ? '–' : <code class="desk-record">{row.subject}</code>,
          },
        }))}
      />
      {model.isMore.value && (
        <Button busy={model.isBusy.value} onPress={() => void model.showMore()}>
          {say('history.more')}
        </Button>
      )}
    </>
  );
}

function sayAction(action: string): string {
  const known = auditActions.find((each) => each === action);
  return known === undefined ? action : say(`history.action.${known}`);
}
