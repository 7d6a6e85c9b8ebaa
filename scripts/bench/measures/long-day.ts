// Owns the measure of a long day: 500 people go through the whole app in one page; does it stay quick, and does memory stay flat?

import type { CDPSession } from 'playwright-core';
import { longDayBudgets } from '../budgets.ts';
import { atMost, beside, type Measure, type Row } from '../measure.ts';
import { openApp, setUp, type AppInBrowser } from '../screen/app-in-browser.ts';
import { watchClick } from '../screen/in-page.ts';
import { median } from '../statistics.ts';

const { people } = longDayBudgets;
const throttle = 6;
/** So many people at the beginning and at the end are timed, with the processor at a sixth. */
const timed = 15;
const dosesInAVial = 10;
/** Memory is first read when lists, fonts and chunks have been there once. */
const settledAfter = 50;

export const longDay: Measure = {
  name: 'day',
  title: `A day of ${people} people in one page, Chromium`,
  run: async (context) => {
    const app = await openApp(context, people + 20);
    await setUp(app);
    const first: number[] = [];
    const last: number[] = [];
    let settled = 0;
    for (let i = 0; i < people; i++) {
      if (i % 100 === 0) context.say(`day: ${i} of ${people}`);
      if (i % dosesInAVial === 0) await app.steps.openVial();
      if (i === settledAfter) settled = await heapBytes(app.cdp);
      const isTimed = i < timed || i >= people - timed;
      await app.throttle(isTimed ? throttle : 1);
      const milliseconds = await serve(app);
      if (i < timed) first.push(milliseconds);
      if (i >= people - timed) last.push(milliseconds);
    }
    await app.throttle(1);
    return rowsOf(first, last, settled, await heapBytes(app.cdp));
  },
};

function rowsOf(first: number[], last: number[], settled: number, end: number): Row[] {
  const perPerson = (end - settled) / (people - settledAfter);
  return [
    atMost(
      'press of “Save dose” to “Dose given” on screen, CPU 6x, at the end of the day',
      median(last),
      longDayBudgets.eventToScreenMillisecondsMax,
      'ms',
      `median of the last ${timed} people, saved on the disk in between`,
    ),
    beside('the same in the morning', median(first), 'ms'),
    beside(
      'memory of the page at the end',
      end,
      'B',
      { name: `after ${settledAfter} people`, figure: settled },
      `after garbage collection; ${(perPerson / 1024).toFixed(1)} KiB a person, about four records each`,
    ),
  ];
}

/** One booked person from the open list to "Dose given"; milliseconds from the last press to its frame. */
async function serve({ register, steps, page }: AppInBrowser): Promise<number> {
  const { referenceId, name, code } = register.nextPerson();
  await steps.openPerson(referenceId, name);
  await steps.button('check.allNormal').click();
  await steps.typeCode(code);
  await steps.button('dose.save').waitFor();
  const time = await watchClick(page, `[aria-label="${String(steps.say('given.title'))}"]`);
  await steps.button('dose.save').click();
  return time();
}

async function heapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize;
}
