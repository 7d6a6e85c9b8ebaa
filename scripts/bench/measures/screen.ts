// Owns the measures of the screen: the first load, from the PIN to the list, from a key press in the search to its paint, and scrolling.

import { screenBudgets } from '../budgets.ts';
import { atMost, beside, type BenchContext, type Measure, type Row } from '../measure.ts';
import { listRow, openApp, pin, setUp, type AppInBrowser } from '../screen/app-in-browser.ts';
import {
  noteFirst,
  scriptBytes,
  scrollThrough,
  watchPresses,
  watchUnlock,
  watchWholeRows,
} from '../screen/in-page.ts';
import { median, percentile } from '../statistics.ts';

const unlocks = 5;
const throttle = 6;
/** A quick flick of a thumb: about four rows a frame. */
const pixelsAFrame = 400;
const searched = ['camp', 'person 1', '8000000', 'जा'];

export const screen: Measure = {
  name: 'screen',
  title: 'What a person waits for, Chromium, CPU 6x',
  run: async (context) => [...(await measureUnlock(context)), ...(await measureLongList(context))],
};

async function measureUnlock(context: BenchContext): Promise<Row[]> {
  context.say(`screen: a list of ${screenBudgets.unlockPeople}`);
  const app = await openApp(context, screenBudgets.unlockPeople);
  const load = await measureFirstLoad(app);
  const name = await setUp(app);
  await app.throttle(throttle);
  const times: number[] = [];
  for (let i = 0; i < unlocks; i++) times.push(await timeUnlock(app, name));
  await app.throttle(1);
  return [
    ...load,
    atMost(
      `PIN accepted to ${screenBudgets.unlockPeople} people on screen, median`,
      median(times),
      screenBudgets.unlockMillisecondsMax,
      'ms',
      `${unlocks} unlocks; from the end of the PIN's own derivation to the frame that shows the list`,
    ),
  ];
}

/** The script bytes asked for before the first screen can be used, compressed as they were sent. */
async function measureFirstLoad({ page, register, steps }: AppInBrowser): Promise<Row[]> {
  await noteFirst(page, 'input');
  await page.goto(register.server.address);
  await page.getByLabel(steps.say('enrol.code')).waitFor();
  await page.waitForLoadState('networkidle');
  const { before, all } = await scriptBytes(page);
  return [
    atMost(
      'scripts until the first screen, a new tablet',
      before,
      screenBudgets.firstLoadBytesMax,
      'B',
      'what was asked for before the field for the enrolment code was there, in English',
    ),
    beside('scripts in all, the rest fetched after the first screen', all, 'B'),
  ];
}

async function timeUnlock({ page, steps }: AppInBrowser, name: string): Promise<number> {
  await page.reload();
  await page.getByRole('button', { name }).first().click();
  await page.getByLabel(steps.say('unlock.pin')).fill(pin);
  const time = await watchUnlock(page, listRow);
  await steps.button('unlock.open').click();
  return time();
}

async function measureLongList(context: BenchContext): Promise<Row[]> {
  const { listPeople, pressMillisecondsMax, frameMillisecondsMax } = screenBudgets;
  context.say(`screen: a list of ${listPeople}`);
  const app = await openApp(context, listPeople);
  await setUp(app);
  await app.throttle(throttle);
  const { presses, whole } = await typeInSearch(app);
  const gaps = await scrollThrough(app.page, pixelsAFrame);
  await app.throttle(1);
  const long = gaps.filter((gap) => gap > frameMillisecondsMax).length;
  return [
    atMost(
      `key press in the search of ${listPeople} to its paint, 95 of 100`,
      percentile(presses, 0.95),
      pressMillisecondsMax,
      'ms',
      `${presses.length} presses of 16 ms or longer of ${searched.join('').length}, in steps of 8 ms as the browser reports them`,
    ),
    beside('key press in the search to its paint, the longest', Math.max(...presses), 'ms'),
    beside(
      'key press to all rows with all of their facts, 95 of 100',
      percentile(whole, 0.95),
      'ms',
      null,
      'the first seven have them in the first frame, those below begin with their names',
    ),
    atMost(
      `frames over ${frameMillisecondsMax} ms while scrolling ${listPeople} people`,
      long,
      0,
      'frames',
      `${gaps.length} frames of ${pixelsAFrame} pixels each, the longest ${Math.max(...gaps).toFixed(0)} ms, median ${median(gaps).toFixed(0)} ms`,
    ),
  ];
}

async function typeInSearch({
  page,
  steps,
}: AppInBrowser): Promise<{ readonly presses: number[]; readonly whole: number[] }> {
  const field = page.getByLabel(steps.say('list.search')).first();
  await field.click();
  const presses = await watchPresses(page);
  const wholeRows = await watchWholeRows(page);
  for (const text of searched) {
    await field.pressSequentially(text, { delay: 250 });
    await field.fill('');
  }
  await page.waitForFunction(() => true);
  const times = await presses();
  return { presses: times.length === 0 ? [16] : times, whole: await wholeRows() };
}
