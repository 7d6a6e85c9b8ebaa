// Owns the measure of the wire: a day of 200 people as sealed bodies and as single rows, counted as bodies and at the socket.

import { createDice } from '../../simulation/dice.ts';
import { createBrowserTablet, type BrowserTablet } from '../browser/browser-tablet.ts';
import { wireBudgets } from '../budgets.ts';
import type { Trip } from '../day/bench-tablet.ts';
import { oneAfterTheOther, planDay } from '../day/day-plan.ts';
import { atMost, beside, type BenchContext, type Measure, type Row } from '../measure.ts';
import type { ProxyTally } from '../link/proxy.ts';

export interface DayOnTheWire {
  readonly centreId: number;
  readonly trips: readonly Trip[];
  readonly http: ProxyTally;
}

export const wire: Measure = {
  name: 'wire',
  title: '200 people with four events each, 20 vials',
  run: async (context) => {
    const bodies = await dayAsBodies(context);
    context.say('wire: the same day one person after the other');
    const sequential = await measureDay(context, async (tablet) => {
      await tablet.recordDay(oneAfterTheOther(wireBudgets.people));
      await tablet.lock();
    });
    context.say('wire: after a crash');
    const crashed = await measureDay(context, async (tablet) => {
      await tablet.recordDay();
      await tablet.crash();
    });
    context.say('wire: every row by itself');
    const rows = await measureDay(context, async (tablet) => {
      await tablet.recordDay();
      // Locked first: a body that is still being gathered would come back after the others were dropped.
      await tablet.lock();
      await tablet.dropBodies();
    });
    const { bodiesBytesMax, rowsBytesMax, roundTripsMax } = wireBudgets;
    return [
      atMost('sealed bodies, request body', sent(bodies), bodiesBytesMax, 'B', planNote),
      atMost('sealed bodies, round trips', bodies.http.requests, roundTripsMax, ''),
      ...besides('sealed bodies', bodies),
      atMost(
        'one person after the other, request body',
        sent(sequential),
        bodiesBytesMax,
        'B',
        sequentialNote,
      ),
      beside('after a crash, request body', sent(crashed), 'B', null, crashNote),
      beside('after a crash, round trips', crashed.http.requests, ''),
      atMost('single rows, request bodies', sent(rows), rowsBytesMax, 'B', rowsNote),
      atMost('single rows, round trips', rows.http.requests, roundTripsMax, ''),
      ...besides('single rows', rows),
    ];
  },
};

const planNote =
  'people overlap as in a real session: each stays half an hour after the dose while others are served';
const sequentialNote =
  'the four records of each person together: kinder to the codec than a real session';
const crashNote = 'bodies as the writer left them every 20 events, the last rows single';
const rowsNote = 'no body was ever written: the worst that a crash can leave';

/** Shared with the peers' ratios and the links. */
export function dayAsBodies(context: BenchContext): Promise<DayOnTheWire> {
  return context.once('day as bodies', () => {
    context.say('wire: a day in Chromium, sent as sealed bodies');
    return measureDay(context, async (tablet) => {
      await tablet.recordDay(planDay(createDice(1), wireBudgets.people));
      await tablet.lock();
    });
  });
}

async function measureDay(
  context: BenchContext,
  day: (tablet: BrowserTablet) => Promise<void>,
): Promise<DayOnTheWire> {
  const tablet = await createBrowserTablet(context, wireBudgets.people);
  try {
    await day(tablet);
    const trips = await tablet.exchange();
    return { centreId: tablet.centreId, trips, http: tablet.proxy.tally() };
  } finally {
    await tablet.close();
  }
}

export function sent({ trips }: DayOnTheWire): number {
  return trips.reduce((sum, trip) => sum + trip.requestBytes, 0);
}

function besides(name: string, { trips, http }: DayOnTheWire): Row[] {
  const came = trips.reduce((sum, trip) => sum + trip.answerBytes, 0);
  return [
    beside(`${name}, answer body`, came, 'B'),
    beside(`${name}, HTTP up with headers`, http.up, 'B'),
    beside(`${name}, HTTP down with headers`, http.down, 'B'),
  ];
}
