// Owns the day's page of the desk: totals, products, and a row with a bar for every centre.

import type { JSX } from 'preact';
import { formatNumber } from '../../../i18n/index.ts';
import { Filters } from '../../../ui/choice.tsx';
import { TextField } from '../../../ui/field.tsx';
import { EmptyState, PageHead, Sheet } from '../../../ui/layout.tsx';
import { RuledTable } from '../../../ui/table.tsx';
import { say } from '../desk-texts.ts';
import { RestoreNotice } from '../restore/restore-notice.tsx';
import type { RestoreModel } from '../restore/restore-model.ts';
import { CardTable, type CardRow } from '../shell/card-table.tsx';
import { DayPicker } from '../shell/day-picker.tsx';
import { StateLabel } from '../shell/state-label.tsx';
import { barOrder } from './bar-segments.ts';
import { CentreBar, StateSwatch } from './centre-bar.tsx';
import type { CentreRow, DayModel, DayTotals } from './day-model.ts';

export interface DayPageProps {
  readonly model: DayModel;
  /** Goes to the review with this centre chosen. */
  readonly onReview: (centreId: number | null) => void;
}

export function DayPage({
  model,
  restore,
  onReview,
}: DayPageProps & { readonly restore: RestoreModel }): JSX.Element {
  const totals = model.totals.value;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('day.title')} />
      <RestoreNotice model={restore} />
      <DayPicker
        chosenDay={model.chosenDay}
        freshness={{
          asOf: model.asOf.value,
          fault: model.fault.value,
          // Its own questions every 15 seconds must not make the button flicker.
          isLoading: model.isLoading.value && totals === null,
          rhythm: say('day.rhythm'),
          onRefresh: () => void model.refresh(),
        }}
      />
      {totals !== null && <DayFigures model={model} totals={totals} onReview={onReview} />}
    </main>
  );
}

function DayFigures(props: DayPageProps & { readonly totals: DayTotals }): JSX.Element {
  const { model, totals } = props;
  if (model.centreCount.value === 0) {
    return (
      <Sheet>
        <EmptyState icon="list" title={say('day.noCentres')}>
          <p>{say('day.noCentresMeans')}</p>
        </EmptyState>
      </Sheet>
    );
  }
  return (
    <>
      <DayTallies totals={totals} />
      {totals.recorded === 0 ? (
        <Sheet>
          <EmptyState icon="needle" title={say('day.noDoses')}>
            <p>{say('day.noDosesMeans')}</p>
          </EmptyState>
        </Sheet>
      ) : (
        <ProductTable totals={totals} />
      )}
      <h2 class="desk-heading">{say('day.centres', { count: model.centreCount.value })}</h2>
      <div class="desk-tools">
        <TextField
          id="desk-centre-search"
          type="search"
          label={say('day.search')}
          value={model.search.value}
          onInput={model.typeSearch}
        />
        <Filters
          label={say('day.order')}
          value={model.order.value}
          onChoose={model.chooseOrder}
          choices={[
            { value: 'name', label: say('day.order.name') },
            { value: 'review-first', label: say('day.order.reviewFirst') },
          ]}
        />
      </div>
      <CentreTable {...props} />
    </>
  );
}

function DayTallies({ totals }: { readonly totals: DayTotals }): JSX.Element {
  return (
    <Sheet margin label={say('day.totals')}>
      <dl class="tallies desk-tallies">
        <div class="tally desk-tally-main">
          <dt>{say('day.recorded')}</dt>
          <dd>{formatNumber(totals.recorded)}</dd>
        </div>
        <div class="tally desk-tally-main">
          <dt>{say('day.booked')}</dt>
          <dd>{formatNumber(totals.booked)}</dd>
        </div>
      </dl>
      <CentreBar counts={totals.counts} booked={totals.booked} />
      <dl class="tallies desk-tallies desk-tallies-states">
        {barOrder.map((state) => (
          <div class="tally" key={state}>
            <dt>
              <StateSwatch state={state} /> <StateLabel state={state} />
            </dt>
            <dd class={totals.counts[state] === 0 ? 'desk-zero' : undefined}>
              {formatNumber(totals.counts[state])}
            </dd>
          </div>
        ))}
      </dl>
    </Sheet>
  );
}

function ProductTable({ totals }: { readonly totals: DayTotals }): JSX.Element {
  const products = [...new Set(totals.byProduct.map((each) => each.product))];
  const doseNumbers = [...new Set(totals.byProduct.map((each) => each.doseNumber))].sort(
    (a, b) => a - b,
  );
  const countOf = (product: string, doseNumber: number): number =>
    totals.byProduct.find((each) => each.product === product && each.doseNumber === doseNumber)
      ?.count ?? 0;
  return (
    <RuledTable
      caption={say('day.products')}
      columns={[
        { key: 'product', label: say('day.product') },
        ...doseNumbers.map((doseNumber) => ({
          key: String(doseNumber),
          label: say('dose.number', { number: doseNumber }),
          isNumber: true,
        })),
        { key: 'all', label: say('day.allDoses'), isNumber: true },
      ]}
      rows={products.map((product) => {
        const counts = doseNumbers.map((doseNumber) => countOf(product, doseNumber));
        const sum = counts.reduce((total, count) => total + count, 0);
        return {
          key: product,
          cells: [
            product,
            ...counts.map((count, i) => <Numeral key={doseNumbers[i]} count={count} />),
            <Numeral key="all" count={sum} />,
          ],
        };
      })}
    />
  );
}

function CentreTable(props: DayPageProps): JSX.Element {
  const rows = props.model.rows.value;
  if (rows.length === 0) {
    return (
      <Sheet>
        <EmptyState icon="search" title={say('day.noneFound')}>
          <p>{say('day.noneFoundMeans')}</p>
        </EmptyState>
      </Sheet>
    );
  }
  return (
    <CardTable
      caption={say('day.tableCaption')}
      columns={[
        { key: 'centre', label: say('day.centre') },
        { key: 'booked', label: say('day.booked'), isNumber: true },
        { key: 'recorded', label: say('day.recorded'), isNumber: true },
        ...barOrder.map((state) => ({
          key: state,
          label: say(`state.${state}`),
          mark: <StateSwatch state={state} />,
          isNumber: true,
        })),
      ]}
      rows={rows.map((row) => ({ key: String(row.centreId), cells: centreCells(row, props) }))}
    />
  );
}

function centreCells(row: CentreRow, { onReview }: DayPageProps): CardRow['cells'] {
  const counts = barOrder.map((state) => [
    state,
    <Numeral key={state} count={row.counts[state]} />,
  ]);
  return {
    ...Object.fromEntries(counts),
    centre: (
      <div class="desk-centre">
        <span class="desk-centre-name">{row.name}</span>
        {row.block !== '' && <span class="desk-centre-block">{row.block}</span>}
        <CentreBar counts={row.counts} booked={row.booked} />
      </div>
    ),
    booked: <Numeral count={row.booked} />,
    recorded: <Numeral count={row.recorded} />,
    held: <HeldLink row={row} onReview={onReview} />,
  };
}

function HeldLink(props: {
  readonly row: CentreRow;
  readonly onReview: DayPageProps['onReview'];
}): JSX.Element {
  const { name, centreId, counts } = props.row;
  if (counts.held === 0) return <Numeral count={0} />;
  return (
    <a
      class="desk-numeral desk-held-link"
      href="/desk/review"
      aria-label={say('day.reviewHeld', { count: counts.held, centre: name })}
      onClick={() => props.onReview(centreId)}
    >
      {formatNumber(counts.held)}
    </a>
  );
}

function Numeral({ count }: { readonly count: number }): JSX.Element {
  return (
    <span class={count === 0 ? 'desk-numeral desk-zero' : 'desk-numeral'}>
      {formatNumber(count)}
    </span>
  );
}
