// Owns the drawn bar of a centre. The same numbers stand beside it as text, so it is hidden from screen readers.

import type { JSX } from 'preact';
import type { DeskCountState } from '../../../../schemas/desk.ts';
import { countsToBar } from './bar-segments.ts';
import type { StateCounts } from './day-model.ts';

export function CentreBar(props: {
  readonly counts: StateCounts;
  readonly booked: number;
}): JSX.Element {
  const { segments, bookedAt } = countsToBar(props.counts, props.booked);
  return (
    <svg
      class="desk-bar"
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      width="100%"
      height="18"
      aria-hidden="true"
      focusable="false"
    >
      <rect class="desk-bar-track" x="0" y="1" width="100" height="8" />
      {segments.map(({ state, x, width }) => (
        <rect key={state} class={`desk-bar-${state}`} x={x} y="1" width={width} height="8" />
      ))}
      {bookedAt !== null && bookedAt < 100 && (
        <rect class="desk-bar-booked" x={bookedAt - 0.3} y="0" width="0.6" height="10" />
      )}
    </svg>
  );
}

/** The small square that ties a column to its part of the bars. */
export function StateSwatch({ state }: { readonly state: DeskCountState }): JSX.Element {
  return (
    <svg
      class="desk-swatch"
      viewBox="0 0 10 10"
      width="14"
      height="14"
      aria-hidden="true"
      focusable="false"
    >
      <rect class={`desk-bar-${state}`} x="0" y="0" width="10" height="10" rx="2" />
    </svg>
  );
}
