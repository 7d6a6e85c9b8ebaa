// Owns the review page: the list of waiting and held doses on one side, one dose with all evidence on the other.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../../../ui/button.tsx';
import { Filters } from '../../../ui/choice.tsx';
import { EmptyState, PageHead, Sheet } from '../../../ui/layout.tsx';
import { say } from '../desk-texts.ts';
import { DayPicker } from '../shell/day-picker.tsx';
import { SelectField } from '../shell/select-field.tsx';
import { StateLabel } from '../shell/state-label.tsx';
import { CaseDialog } from './case-dialog.tsx';
import { DecisionDialog } from './decision-dialog.tsx';
import { DoseEvidence } from './dose-evidence.tsx';
import { itemToId } from './item-id.ts';
import { sayName, sayReason } from './reason-words.ts';
import { reasonGroups, waitsForOwnWordOnly } from './reasons.ts';
import { caseNameOf, isDecided, shownState, type ReviewItem } from './review-list.ts';
import type { ReviewModel } from './review-model.ts';

export function ReviewPage({ model }: { readonly model: ReviewModel }): JSX.Element {
  useEffect(() => model.open(), [model]);
  return (
    <main class="page desk-page" id="desk-main">
      <PageHead title={say('review.title')}>
        <p>{say('review.intro')}</p>
      </PageHead>
      <DayPicker
        chosenDay={model.chosenDay}
        freshness={{
          asOf: model.source.asOf.value,
          fault: model.source.fault.value,
          isLoading: model.source.isLoading.value,
          onRefresh: () => void model.refresh(),
        }}
      />
      {model.items.value !== null && <ReviewWork model={model} items={model.items.value} />}
      <DecisionDialog model={model} />
      <CaseDialog model={model.caseFile} />
    </main>
  );
}

function ReviewWork(props: {
  readonly model: ReviewModel;
  readonly items: readonly ReviewItem[];
}): JSX.Element {
  const { model, items } = props;
  if (items.length === 0) {
    return (
      <Sheet>
        <DecidedToo model={model} />
        <EmptyState icon="confirmed" title={say('review.none')}>
          <p>{say('review.noneMeans')}</p>
        </EmptyState>
      </Sheet>
    );
  }
  const selected = model.selected.value;
  return (
    <>
      <ReviewFilters model={model} />
      <div class={selected === null ? 'desk-review' : 'desk-review desk-review-open'}>
        <ReviewList model={model} />
        {selected === null ? (
          <div class="sheet desk-review-hint">
            <EmptyState icon="list" title={say('review.choose')}>
              <p>{say('review.chooseMeans')}</p>
            </EmptyState>
          </div>
        ) : (
          <DoseEvidence key={selected.key} model={model} item={selected} />
        )}
      </div>
    </>
  );
}

function ReviewFilters({ model }: { readonly model: ReviewModel }): JSX.Element {
  const { group, centreId } = model.filter.value;
  const counts = model.groupCounts.value;
  return (
    <div class="desk-tools">
      <SelectField
        id="desk-review-centre"
        label={say('review.centre')}
        value={centreId === null ? '' : String(centreId)}
        choices={[{ value: '', label: say('review.allCentres') }, ...centreChoices(model)]}
        onChoose={(value) => model.filterByCentre(value === '' ? null : Number(value))}
      />
      <Filters
        label={say('review.group')}
        value={group}
        onChoose={model.filterByGroup}
        choices={(['all', ...reasonGroups] as const).map((each) => ({
          value: each,
          label: say(`group.${each}`),
          count: counts[each],
        }))}
      />
      <DecidedToo model={model} />
    </div>
  );
}

/** Asked for, never by itself: each person on the list is one more read that is written down. */
function DecidedToo({ model }: { readonly model: ReviewModel }): JSX.Element {
  return (
    <label class="desk-check">
      <input
        type="checkbox"
        checked={model.source.withDecided.value}
        onChange={(event) => void model.source.showDecided(event.currentTarget.checked)}
      />
      <span>{say('review.decidedToo')}</span>
    </label>
  );
}

/** The chosen centre stays in the list although none of its doses is open: the filter must not change silently. */
function centreChoices(model: ReviewModel): { readonly value: string; readonly label: string }[] {
  const centres = model.centres.value.map(({ centreId, name }) => ({
    value: String(centreId),
    label: name,
  }));
  const chosen = model.filter.value.centreId;
  const isKnown = chosen === null || centres.some((each) => each.value === String(chosen));
  return isKnown
    ? centres
    : [...centres, { value: String(chosen), label: say('review.thisCentre') }];
}

function ReviewList({ model }: { readonly model: ReviewModel }): JSX.Element {
  const shown = model.shown.value;
  return (
    <section class="desk-review-list" aria-label={say('review.list')}>
      {shown.length === 0 && (
        <div class="sheet">
          <EmptyState icon="search" title={say('review.noneHere')}>
            <p>{say('review.noneHereMeans')}</p>
          </EmptyState>
        </div>
      )}
      <ul class="desk-items">
        {shown.map((item) => (
          <li key={item.key}>
            <ReviewListItem
              item={item}
              isSelected={isOfCase(item, model.selected.value)}
              onSelect={() => model.select(item.key)}
            />
          </li>
        ))}
      </ul>
      {model.hiddenCount.value > 0 && (
        <Button wide onPress={model.showMore}>
          {say('review.showMore', { count: model.hiddenCount.value })}
        </Button>
      )}
      {model.hiddenCount.value === 0 && model.source.hasMore.value && (
        <Button
          wide
          busy={model.source.isLoading.value}
          onPress={() => void model.source.readMore()}
        >
          {say('review.readMore')}
        </Button>
      )}
    </section>
  );
}

function isOfCase(item: ReviewItem, selected: ReviewItem | null): boolean {
  return selected !== null && caseNameOf(item) === caseNameOf(selected);
}

function ReviewListItem(props: {
  readonly item: ReviewItem;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}): JSX.Element {
  const { dose } = props.item;
  const first = dose.reasons[0];
  const isQuiet = props.item.settled !== null || isDecided(dose) || waitsForOwnWordOnly(dose);
  return (
    <button
      type="button"
      id={itemToId(props.item.key)}
      class={isQuiet ? 'desk-item desk-item-quiet' : 'desk-item'}
      aria-current={props.isSelected ? 'true' : undefined}
      onClick={props.onSelect}
    >
      <span class="desk-item-head">
        <span class="desk-item-name">{sayName(dose.person.name)}</span>
        <StateLabel state={shownState(props.item)} />
      </span>
      <span>{say('review.itemDose', { product: dose.product, number: dose.doseNumber })}</span>
      <span class="desk-item-centre">{dose.centreName}</span>
      {first !== undefined && (
        <span class="desk-item-reason">
          {sayReason(first)}
          {dose.reasons.length > 1 &&
            ` ${say('review.moreReasons', { count: dose.reasons.length - 1 })}`}
        </span>
      )}
    </button>
  );
}
