// Owns pick lists: one of several as large cards, several of several as ticked rows, and tabs over a list.

import type { ComponentChildren, JSX } from 'preact';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly detail?: ComponentChildren;
}

interface ChoiceProps<Value extends string> {
  readonly legend: string;
  /** Unique on the page: names the group of radio buttons. */
  readonly name: string;
  readonly choices: readonly Choice<Value>[];
  /** Cards side by side where there is room. */
  readonly columns?: boolean;
  readonly hideLegend?: boolean;
}

export function ChooseOne<Value extends string>(
  props: ChoiceProps<Value> & {
    readonly value: Value | null;
    readonly onChoose: (value: Value) => void;
  },
): JSX.Element {
  return (
    <ChoiceFrame {...props}>
      {props.choices.map((choice) => (
        <ChoiceCard
          key={choice.value}
          choice={choice}
          type="radio"
          name={props.name}
          checked={choice.value === props.value}
          onChange={() => props.onChoose(choice.value)}
        />
      ))}
    </ChoiceFrame>
  );
}

export function ChooseSome<Value extends string>(
  props: ChoiceProps<Value> & {
    readonly values: readonly Value[];
    readonly onToggle: (value: Value) => void;
  },
): JSX.Element {
  return (
    <ChoiceFrame {...props}>
      {props.choices.map((choice) => (
        <ChoiceCard
          key={choice.value}
          choice={choice}
          type="checkbox"
          name={`${props.name}-${choice.value}`}
          checked={props.values.includes(choice.value)}
          onChange={() => props.onToggle(choice.value)}
        />
      ))}
    </ChoiceFrame>
  );
}

function ChoiceFrame<Value extends string>(
  props: ChoiceProps<Value> & { readonly children: ComponentChildren },
): JSX.Element {
  return (
    <fieldset class={props.columns === true ? 'choices choices-columns' : 'choices'}>
      <legend class={props.hideLegend === true ? 'visually-hidden' : 'field-label'}>
        {props.legend}
      </legend>
      <div class="choices-list">{props.children}</div>
    </fieldset>
  );
}

function ChoiceCard(props: {
  readonly choice: Choice<string>;
  readonly type: 'radio' | 'checkbox';
  readonly name: string;
  readonly checked: boolean;
  readonly onChange: () => void;
}): JSX.Element {
  return (
    <label class="choice">
      <input
        type={props.type}
        name={props.name}
        checked={props.checked}
        onChange={props.onChange}
      />
      <span class="choice-words">
        <span class="choice-label">{props.choice.label}</span>
        {props.choice.detail !== undefined && (
          <span class="choice-detail">{props.choice.detail}</span>
        )}
      </span>
    </label>
  );
}

/** One of several that acts at once: buttons, because a radio button would act on the way past with arrow keys. */
export function ActionList<Value extends string>(props: {
  readonly legend: string;
  readonly choices: readonly Choice<Value>[];
  readonly onAct: (value: Value) => void;
}): JSX.Element {
  return (
    <fieldset class="choices choices-columns" aria-label={props.legend}>
      <p class="field-label">{props.legend}</p>
      <div class="choices-list">
        {props.choices.map((choice) => (
          <button
            key={choice.value}
            type="button"
            class="choice"
            onClick={() => props.onAct(choice.value)}
          >
            <span class="choice-words">
              <span class="choice-label">{choice.label}</span>
              {choice.detail !== undefined && <span class="choice-detail">{choice.detail}</span>}
            </span>
          </button>
        ))}
      </div>
    </fieldset>
  );
}

/** A filter over the same list: buttons that say whether they are pressed. */
export function Filters<Value extends string>(props: {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly (Choice<Value> & { readonly count?: number })[];
  readonly onChoose: (value: Value) => void;
}): JSX.Element {
  return (
    <fieldset class="filters" aria-label={props.label}>
      {props.choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          class="filter"
          aria-pressed={choice.value === props.value}
          onClick={() => props.onChoose(choice.value)}
        >
          <span>{choice.label}</span>
          {choice.count !== undefined && <span class="filter-count">{choice.count}</span>}
        </button>
      ))}
    </fieldset>
  );
}
