// Owns the page of cards at the desk: choose a centre and a day, see who has one, and open one for paper.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DeskCardRow } from '../../../../schemas/desk-cards.ts';
import { formatDayTime } from '../../../i18n/index.ts';
import { Button } from '../../../ui/button.tsx';
import type { IconName } from '../../../ui/icons.tsx';
import { EmptyState, PageHead, Sheet } from '../../../ui/layout.tsx';
import { StatusWords, type Tone } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { CardTable } from '../shell/card-table.tsx';
import { FaultNotice } from '../shell/fault-notice.tsx';
import { SelectField } from '../shell/select-field.tsx';
import { CardSheet } from './card-sheet.tsx';
import type { CardsModel } from './cards-model.ts';
import './cards.css';

export function CardsPage({ model }: { readonly model: CardsModel }): JSX.Element {
  useEffect(() => model.open(), [model]);
  const shown = model.shown.value;
  const fault = model.fault.value;
  if (shown !== null) return <CardSheet shown={shown} onBack={model.hide} />;
  const rows = model.rows.value;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('cards.title')}>
        <p>{say('cards.intro')}</p>
      </PageHead>
      <Sheet>
        {fault !== null && <FaultNotice fault={fault} onAgain={() => void model.load()} />}
        <ChooseForm model={model} />
      </Sheet>
      {rows !== null && <CardRows model={model} rows={rows} />}
    </main>
  );
}

function ChooseForm({ model }: { readonly model: CardsModel }): JSX.Element {
  const centres = model.centres.value ?? [];
  const { chosenDay } = model;
  const chosen = model.centreId.value;
  return (
    <form
      class="desk-enrol-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void model.load();
      }}
    >
      <SelectField
        id="desk-cards-centre"
        label={say('cards.centre')}
        value={chosen === null ? '' : String(chosen)}
        choices={[
          ...(centres.length === 1 ? [] : [{ value: '', label: say('enrol.choose') }]),
          ...centres.map(({ centreId, name, block }) => ({
            value: String(centreId),
            label: block === '' ? name : `${name} · ${block}`,
          })),
        ]}
        onChoose={(value) => model.chooseCentre(value === '' ? null : Number(value))}
        fault={null}
      />
      <div class="field">
        <label class="field-label" for="desk-cards-day">
          {say('cards.day')}
        </label>
        <input
          id="desk-cards-day"
          class="field-input"
          type="date"
          value={chosenDay.day.value}
          max={chosenDay.today.value}
          onChange={(event) => chosenDay.choose(event.currentTarget.value)}
        />
      </div>
      <Button type="submit" look="primary" busy={model.isBusy.value} disabled={chosen === null}>
        {say('cards.load')}
      </Button>
    </form>
  );
}

const columns = ['name', 'born', 'phone', 'card', 'open'] as const;

function CardRows(props: {
  readonly model: CardsModel;
  readonly rows: readonly DeskCardRow[];
}): JSX.Element {
  const { model, rows } = props;
  if (rows.length === 0)
    return (
      <Sheet>
        <EmptyState icon="list" title={say('cards.none')} />
      </Sheet>
    );
  return (
    <>
      <CardTable
        caption={say('cards.title')}
        columns={columns.map((key) => ({ key, label: say(`cards.column.${key}`) }))}
        rows={rows.map((row) => ({
          key: row.caseKey,
          cells: {
            name: row.name === '' ? say('common.notKnown') : row.name,
            born: row.birthYear ?? say('common.notKnown'),
            phone: row.mobileLast4 === null ? say('cards.noPhone') : `…${row.mobileLast4}`,
            card: <CardStateWords card={row.card} />,
            open:
              row.card.state === 'issued' ? (
                <Button onPress={() => void model.show(row.caseKey)}>{say('cards.show')}</Button>
              ) : null,
          },
        }))}
      />
      {model.isMore.value && (
        <Button busy={model.isBusy.value} onPress={() => void model.loadMore()}>
          {say('cards.more')}
        </Button>
      )}
    </>
  );
}

const looks: { readonly [state in DeskCardRow['card']['state']]: readonly [Tone, IconName] } = {
  issued: ['good', 'confirmed'],
  'in-question': ['wait', 'held'],
  withdrawn: ['bad', 'warning'],
  'not-yet': ['wait', 'checking'],
};

function CardStateWords({ card }: Pick<DeskCardRow, 'card'>): JSX.Element {
  const [tone, icon] = looks[card.state];
  return (
    <StatusWords tone={tone} icon={icon}>
      {card.state === 'issued'
        ? say('cards.state.issued', { time: formatDayTime(card.issuedAt) })
        : card.state === 'not-yet'
          ? say(`cards.why.${card.why}`)
          : say(`cards.state.${card.state}`)}
    </StatusWords>
  );
}
