// Owns the page of the tablets: last contact in plain words, what each still holds, and its clock.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatDayTime, formatNumber } from '../../../i18n/index.ts';
import { Filters } from '../../../ui/choice.tsx';
import type { IconName } from '../../../ui/icons.tsx';
import { EmptyState, PageHead, Sheet, Tallies } from '../../../ui/layout.tsx';
import { StatusWords, type Tone } from '../../../ui/notice.tsx';
import { say, sayAgo, saySpan } from '../desk-texts.ts';
import { CardTable, type CardRow } from '../shell/card-table.tsx';
import { FreshLine } from '../shell/fresh-line.tsx';
import type { Lateness, TabletRow, TabletsModel } from './tablets-model.ts';

const lookOfLateness: Readonly<Record<Lateness, { readonly icon: IconName; readonly tone: Tone }>> =
  {
    'in-contact': { icon: 'online', tone: 'good' },
    'late-10-minutes': { icon: 'clock', tone: 'plain' },
    'late-30-minutes': { icon: 'offline', tone: 'wait' },
    'late-day': { icon: 'warning', tone: 'bad' },
    never: { icon: 'warning', tone: 'warn' },
  };

export function TabletsPage({ model }: { readonly model: TabletsModel }): JSX.Element {
  useEffect(() => {
    model.open();
    return model.close;
  }, [model]);
  const rows = model.rows.value;
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
  const counts = model.counts.value;
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
  return (
    <>
      <Sheet margin label={say('tablets.sum')}>
        <Tallies
          tallies={[
            { count: formatNumber(counts.all), label: say('tablets.count') },
            { count: formatNumber(counts.quiet), label: say('tablets.filter.quiet') },
            { count: formatNumber(model.unsentSum.value), label: say('tablets.unsentSum') },
          ]}
        />
      </Sheet>
      <Filters
        label={say('tablets.filter')}
        value={model.filter.value}
        onChoose={model.chooseFilter}
        choices={(['all', 'quiet', 'unsent', 'clock'] as const).map((each) => ({
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
        <TabletTable rows={model.shown.value} />
      )}
    </>
  );
}

function TabletTable({ rows }: { readonly rows: readonly TabletRow[] }): JSX.Element {
  return (
    <CardTable
      caption={say('tablets.title')}
      columns={[
        { key: 'tablet', label: say('tablets.tablet') },
        { key: 'contact', label: say('tablets.contact') },
        { key: 'unsent', label: say('tablets.unsent'), isNumber: true },
        { key: 'help', label: say('tablets.needsHelp'), isNumber: true },
        { key: 'clock', label: say('tablets.clock') },
        { key: 'version', label: say('tablets.version') },
      ]}
      rows={rows.map((row) => ({ key: row.tablet.device, cells: tabletCells(row) }))}
    />
  );
}

function tabletCells(row: TabletRow): CardRow['cells'] {
  const { tablet } = row;
  return {
    tablet: (
      <div class="desk-centre">
        <span class="desk-centre-name">{tablet.alias}</span>
        <span class="desk-centre-block">{tablet.centreName}</span>
        {tablet.isRevoked && (
          <StatusWords tone="bad" icon="withdrawn">
            {say('tablets.revoked')}
          </StatusWords>
        )}
      </div>
    ),
    contact: <Contact row={row} />,
    unsent: <Count count={tablet.unsent} />,
    help: <Count count={tablet.needsHelp} />,
    clock: <ClockWords row={row} />,
    version: tablet.appVersion ?? say('common.notKnown'),
  };
}

function Contact({ row }: { readonly row: TabletRow }): JSX.Element {
  const look = lookOfLateness[row.lateness];
  const { lastContactAt } = row.tablet;
  return (
    <div class="desk-contact">
      <StatusWords tone={look.tone} icon={look.icon}>
        {say(`tablets.lateness.${row.lateness}`)}
      </StatusWords>
      {row.quietSeconds !== null && lastContactAt !== null && (
        <span>
          <strong>{sayAgo(row.quietSeconds)}</strong>{' '}
          <span class="desk-soft">{formatDayTime(lastContactAt)}</span>
        </span>
      )}
    </div>
  );
}

function Count({ count }: { readonly count: number | null }): JSX.Element {
  if (count === null) return <span class="desk-soft">{say('common.notKnown')}</span>;
  return (
    <span class={count === 0 ? 'desk-numeral desk-zero' : 'desk-numeral'}>
      {formatNumber(count)}
    </span>
  );
}

function ClockWords({ row }: { readonly row: TabletRow }): JSX.Element {
  const drift = row.tablet.driftSeconds;
  if (drift === null) return <span class="desk-soft">{say('common.notKnown')}</span>;
  if (!row.hasClockFault) return <span>{say('tablets.clockRight')}</span>;
  return (
    <StatusWords tone="bad" icon="clock">
      {say(drift > 0 ? 'tablets.clockAhead' : 'tablets.clockBehind', {
        span: saySpan(Math.abs(drift)),
      })}
    </StatusWords>
  );
}
