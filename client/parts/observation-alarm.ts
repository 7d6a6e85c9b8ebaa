// Owns when the alarm of the thirty minutes rings: once for everybody whose time ran out since the last look.

import { effect, signal, type ReadonlySignal } from '@preact/signals';
import type { Alarm } from '../ports.ts';
import type { BoardEntry, Room } from '../room/port.ts';

export interface AlarmDecision {
  readonly isRinging: boolean;
  /** Tokens whose end was seen: none of them rings again. */
  readonly seen: ReadonlySet<string>;
}

/**
 * A tablet that slept finds five people over at once: that is one alarm. At the first look after a start nothing rings:
 * whoever is over then was over before, and the board says so.
 */
export function decideAlarm(
  entries: readonly BoardEntry[],
  now: number,
  seen: ReadonlySet<string> | null,
): AlarmDecision {
  const over = entries.filter((entry) => entry.until <= now).map((entry) => entry.token);
  if (seen === null) return { isRinging: false, seen: new Set(over) };
  const isRinging = over.some((token) => !seen.has(token));
  // A clock that is put back makes nobody's end come twice.
  const known = entries.map((entry) => entry.token).filter((token) => seen.has(token));
  return { isRinging, seen: new Set([...over, ...known]) };
}

export interface ObservationAlarm {
  /** People whose end rang and nobody has answered yet. */
  readonly over: ReadonlySignal<readonly BoardEntry[]>;
  readonly answer: () => void;
  readonly stop: () => void;
}

export function createObservationAlarm(
  room: Pick<Room, 'board'>,
  now: ReadonlySignal<number>,
  alarm: Alarm,
): ObservationAlarm {
  const over = signal<readonly BoardEntry[]>([]);
  let seen: ReadonlySet<string> | null = null;
  const end = effect(() => {
    const entries = room.board.value;
    const decision = decideAlarm(entries, now.value, seen);
    const before = seen;
    seen = decision.seen;
    const waiting = new Set(over.peek().map((entry) => entry.token));
    const isNew = (token: string): boolean => before !== null && !before.has(token);
    const next = entries.filter(
      ({ token }) => decision.seen.has(token) && (waiting.has(token) || isNew(token)),
    );
    if (next.length > 0 || over.peek().length > 0) over.value = next;
    if (decision.isRinging) alarm.ring();
    else if (next.length === 0 && waiting.size > 0) alarm.stop();
  });
  return {
    over,
    answer: () => {
      over.value = [];
      alarm.stop();
    },
    stop: () => {
      end();
      alarm.stop();
    },
  };
}
