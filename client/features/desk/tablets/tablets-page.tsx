// Owns the page of the tablets: totals, filters and the list, the worst tablet first; or the one that is looked at.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatNumber } from '../../../i18n/index.ts';
import { Filters } from '../../../ui/choice.tsx';
import { EmptyState, PageHead, Sheet, Tallies } from '../../../ui/layout.tsx';
import { say } from '../desk-texts.ts';
import { CardTable } from '../shell/card-table.tsx';
import { FreshLine } from '../shell/fresh-line.tsx';
import { tabletCells, tabletColumns } from './tablet-cells.tsx';
import { TabletPage } from './tablet-page.tsx';
import { tabletFilters, type TabletRow } from './tablet-rows.ts';
import type { TabletsModel } from './tablets-model.ts';

export function TabletsPage({ model }: { readonly model: TabletsModel }): JSX.Element {
  useEffect(() => {
    model.open();
    return model.close;
  }, [model]);
  const rows = model.rows.value;
  if (model.one.device.value !== null) return <TabletPage model={model.one} />;
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('tablets.title')}>
        <p>{say('tablets.intro')}</p>
      </PageHead>
      <FreshLine
        asOf={model.asOf.value}
        fault={model.fault.value}
        isLoading={model.isLoading.value && rows === null}
        rhythm={say('tablets.rhythm')}
        onRefresh={() => void model.refresh()}
      />
      {rows !== null && <TabletList model={model} rows={rows} />}
    </main>
  );
}

function TabletList(props: {
  readonly model: TabletsModel;
  readonly rows: readonly TabletRow[];
}): JSX.Element {
  const { model, rows } = props;
  if (rows.length === 0) {
    return (
      <Sheet>
        <EmptyState icon="tablet" title={say('tablets.none')}>
          <p>{say('tablets.noneMeans')}</p>
          <a class="button button-primary" href="/desk/enrol">
            {say('nav.enrol')}
          </a>
        </EmptyState>
      </Sheet>
    );
  }
  const counts = model.counts.value;
  // A filter that would show nothing is not offered, but for the one in use and the first three.
  const filters = tabletFilters.filter(
    (each, i) => i < 3 || counts[each] > 0 || each === model.filter.value,
  );
  return (
    <>
      <TabletTotals model={model} />
      <Filters
        label={say('tablets.filter')}
        value={model.filter.value}
        onChoose={model.chooseFilter}
        choices={filters.map((each) => ({
          value: each,
          label: say(`tablets.filter.${each}`),
          count: counts[each],
        }))}
      />
      {model.shown.value.length === 0 ? (
        <Sheet>
          <EmptyState icon="confirmed" title={say('tablets.noneHere')} />
        </Sheet>
      ) : (
        <CardTable
          caption={say('tablets.title')}
          columns={tabletColumns()}
          rows={model.shown.value.map((row) => ({
            key: row.tablet.device,
            cells: tabletCells(row, model.one.look),
          }))}
        />
      )}
    </>
  );
}

function TabletTotals({ model }: { readonly model: TabletsModel }): JSX.Element {
  const { late, help } = model.counts.value;
  const out = model.stillOutSum.value;
  return (
    <Sheet margin label={say('tablets.sum')}>
      <Tallies
        tallies={[
          { count: formatNumber(late), label: say('tablets.lateCount', { count: late }) },
          { count: formatNumber(out), label: say('tablets.outCount', { count: out }) },
          { count: formatNumber(help), label: say('tablets.helpCount', { count: help }) },
        ]}
      />
    </Sheet>
  );
}
