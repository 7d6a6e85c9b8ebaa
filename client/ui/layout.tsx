// Owns the pieces of a page: head with the way back, sheet of paper, ruled facts, tallies, steps, empty state, progress.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icons.tsx';

export function PageHead(props: {
  readonly title: ComponentChildren;
  readonly backHref?: string;
  readonly backLabel?: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <header class="page-head">
      {props.backHref !== undefined && (
        <a class="back" href={props.backHref}>
          <Icon name="back" />
          <span>{props.backLabel}</span>
        </a>
      )}
      <h1>{props.title}</h1>
      {props.children}
    </header>
  );
}

/** A sheet of the register; with `margin`, ruled by the red margin line. */
export function Sheet(props: {
  readonly margin?: boolean;
  readonly label?: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section
      class={props.margin === true ? 'sheet sheet-margin' : 'sheet'}
      aria-label={props.label}
    >
      {props.children}
    </section>
  );
}

/** Facts in ruled rows: what it is, and its value in large letters. */
export function Facts(props: {
  readonly facts: readonly { readonly name: string; readonly value: ComponentChildren }[];
}): JSX.Element {
  return (
    <dl class="facts">
      {props.facts.map((fact) => (
        <div class="fact" key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Big numerals with their words below. */
export function Tallies(props: {
  readonly tallies: readonly { readonly count: number | string; readonly label: string }[];
}): JSX.Element {
  return (
    <dl class="tallies">
      {props.tallies.map((tally) => (
        <div class="tally" key={tally.label}>
          <dt>{tally.label}</dt>
          <dd>{tally.count}</dd>
        </div>
      ))}
    </dl>
  );
}

export type StepState = 'now' | 'done' | 'later';

/** One step of a flow that reads from top to bottom. When its turn comes it moves into view by itself. */
export function Step(props: {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  readonly children?: ComponentChildren;
}): JSX.Element {
  const section = useRef<HTMLElement>(null);
  const stateBeforeRef = useRef(props.state);
  useEffect(() => {
    if (props.state === 'now' && stateBeforeRef.current === 'later')
      section.current?.scrollIntoView();
    stateBeforeRef.current = props.state;
  }, [props.state]);
  return (
    <section class={`step step-${props.state}`} aria-label={props.title} ref={section}>
      <div class="step-number" aria-hidden="true">
        {props.state === 'done' ? <Icon name="confirmed" size={26} /> : props.number}
      </div>
      <div class="step-body">
        <h2 aria-current={props.state === 'now' ? 'step' : undefined}>{props.title}</h2>
        {props.children}
      </div>
    </section>
  );
}

export function EmptyState(props: {
  readonly icon: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}): JSX.Element {
  return (
    <div class="empty">
      <Icon name={props.icon} size={44} />
      <p class="empty-title">{props.title}</p>
      {props.children}
    </div>
  );
}

export function ProgressBar(props: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  readonly words?: string;
}): JSX.Element {
  return (
    <div class="progress">
      <progress aria-label={props.label} value={props.value} max={Math.max(1, props.max)} />
      {props.words !== undefined && <p class="progress-words">{props.words}</p>}
    </div>
  );
}
