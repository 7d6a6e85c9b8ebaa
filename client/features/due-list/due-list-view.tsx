// Owns the home screen: tallies, one search field, filters, and the ruled list.

import type { JSX } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n/index.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Filters } from '../../ui/choice.tsx';
import { Icon } from '../../ui/icons.tsx';
import { EmptyState, Tallies } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { RuleSet } from '../../../schemas/rules/rule-set.ts';
import type { DueItem, DueListModel } from './due-list-model.ts';
import { DueRow, SlotHead } from './due-row.tsx';
import type { ScanModel } from './scan-model.ts';
import { ScanView } from './scan-view.tsx';
import { WindowedList } from './windowed-list.tsx';

interface Props {
  readonly model: DueListModel;
  readonly scan: ScanModel;
  readonly day: string;
  readonly rules: RuleSet | undefined;
  readonly isExpired: boolean;
}

/** Each part reads its own signals: a key press in the search draws the list again, and nothing above it. */
export function DueListView(props: Props): JSX.Element {
  const { model } = props;
  return (
    <main class="page due">
      <h1 class="visually-hidden">{t('list.title')}</h1>
      {props.isExpired && (
        <Notice tone="wait" title={t('list.expired')}>
          <p>{t('list.expiredDo')}</p>
        </Notice>
      )}
      <Head model={model} />
      <SearchField model={model} scan={props.scan} />
      <ScanView model={props.scan} />
      <FoundCount model={model} />
      <People model={model} day={props.day} rules={props.rules} />
    </main>
  );
}

function Head({ model }: Pick<Props, 'model'>): JSX.Element {
  const counts = model.counts.value;
  return (
    <div class="due-head">
      <Tallies
        tallies={[
          { count: counts.waiting, label: t('list.countWaiting') },
          { count: counts.dosed, label: t('list.countDosed') },
          { count: counts.all, label: t('list.countAll') },
        ]}
      />
      <Filters
        label={t('list.filter')}
        value={model.filter.value}
        choices={(['all', 'waiting', 'done'] as const).map((value) => ({
          value,
          label: t(`list.filter.${value}`),
          count: counts[value],
        }))}
        onChoose={model.choose}
      />
    </div>
  );
}

/** Told to whoever listens, behind the paint: nobody who looks waits for it. */
function FoundCount({ model }: Pick<Props, 'model'>): JSX.Element {
  const found = model.found.value;
  const [told, setTold] = useState(found);
  useEffect(() => setTold(found), [found]);
  return (
    <output class="visually-hidden">
      <Found count={told} />
    </output>
  );
}

const Found = memo(function Found({ count }: { readonly count: number }): JSX.Element {
  return <>{t('list.found', { count })}</>;
});

const keyOf = (item: DueItem): string =>
  item.item === 'section' ? `s-${item.slot ?? ''}` : item.person.key;
const isHead = (item: DueItem): boolean => item.item === 'section';

function People({ model, day, rules }: Pick<Props, 'model' | 'day' | 'rules'>): JSX.Element {
  const items = model.items.value;
  if (items.length === 0)
    return <NobodyFound model={model} isEmptyDay={model.counts.value.all === 0} />;
  return (
    <WindowedList
      label={t('list.title')}
      items={items}
      keyOf={keyOf}
      isHead={isHead}
      render={(item, isBare) =>
        item.item === 'section' ? (
          <SlotHead slot={item.slot} count={item.count} />
        ) : (
          <DueRow person={item.person} day={day} rules={rules} isBare={isBare} />
        )
      }
    />
  );
}

/** What is typed stands in the field without the field being drawn again for it. */
function SearchField({
  model,
  scan,
}: {
  readonly model: DueListModel;
  readonly scan: ScanModel;
}): JSX.Element {
  return (
    <div class="due-search">
      <label class="visually-hidden" for="search">
        {t('list.search')}
      </label>
      <Icon name="search" size={28} />
      <input
        id="search"
        type="search"
        autoComplete="off"
        spellcheck={false}
        placeholder={t('list.searchShort')}
        value={model.search}
        onInput={(event) => model.type(event.currentTarget.value)}
      />
      <SearchButton model={model} scan={scan} />
    </div>
  );
}

function SearchButton(props: {
  readonly model: DueListModel;
  readonly scan: ScanModel;
}): JSX.Element {
  const { model, scan } = props;
  return model.isEmpty.value ? (
    <button key="scan" type="button" class="due-clear" onClick={scan.start}>
      <Icon name="camera" />
      <span class="visually-hidden">{t('listScan.start')}</span>
    </button>
  ) : (
    <button key="clear" type="button" class="due-clear" onClick={() => model.type('')}>
      <Icon name="close" />
      <span class="visually-hidden">{t('list.clearSearch')}</span>
    </button>
  );
}

function NobodyFound(props: {
  readonly model: DueListModel;
  readonly isEmptyDay: boolean;
}): JSX.Element {
  const isSearch = props.model.search.value !== '';
  const key = isSearch
    ? 'list.nobodyFound'
    : props.isEmptyDay
      ? 'list.emptyDay'
      : 'list.nobodyHere';
  return (
    <EmptyState icon={isSearch ? 'search' : 'list'} title={t(key)}>
      {isSearch && <Button onPress={() => props.model.type('')}>{t('list.clearSearch')}</Button>}
      <LinkButton icon="walkIn" href="/walk-in">
        {t('list.registerWalkIn')}
      </LinkButton>
    </EmptyState>
  );
}
