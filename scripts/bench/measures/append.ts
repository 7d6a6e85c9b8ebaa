// Owns the measure of "Save dose" to durable: the product's append beside a bare strict transaction, in turn, at full and a sixth of the processor.

import { createBrowserTablet, type BrowserTablet } from '../browser/browser-tablet.ts';
import { benchBrowser } from '../browser/bench-browser.ts';
import type { AppendTimes } from '../browser/append-times.ts';
import { appendBudgets } from '../budgets.ts';
import { beside, nearPeer, type BenchContext, type Measure, type Row } from '../measure.ts';
import { median, medianRatio, percentile } from '../statistics.ts';

const rounds = 200;
const throttles = [1, 6] as const;

export const append: Measure = {
  name: 'append',
  title: '“Save dose” to durable, Chromium',
  run: async (context) => {
    const tablet = await createBrowserTablet(context, 1);
    try {
      const rows: Row[] = [];
      for (const throttle of throttles) rows.push(...(await measureAt(context, tablet, throttle)));
      return rows;
    } finally {
      await tablet.close();
    }
  },
};

async function measureAt(
  context: BenchContext,
  tablet: BrowserTablet,
  rate: number,
): Promise<Row[]> {
  context.say(`append: ${rounds} rounds at CPU ${rate}x`);
  const { cdp } = await benchBrowser(context);
  const session = await cdp(tablet.page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
  const times = await tablet.measureAppends(rounds);
  await session.detach();
  return toRows(times, rate);
}

function toRows({ product, bare, sameTables, sealedBytes }: AppendTimes, rate: number): Row[] {
  const name = `CPU ${rate}x, append`;
  const note = `${rounds} rounds, each beginning with another of the three; ${sealedBytes} sealed bytes a row; median of the rounds' own ratios ${medianRatio(product, bare).toFixed(2)}`;
  const bareAt = (figure: number) => ({ name: 'bare strict transaction', figure });
  return [
    nearPeer(
      `${name}, median`,
      median(product),
      'ms',
      bareAt(median(bare)),
      appendBudgets.timesBareMax,
      note,
    ),
    beside(`${name}, p95`, percentile(product, 0.95), 'ms', bareAt(percentile(bare, 0.95))),
    beside(
      `CPU ${rate}x, its reads and writes alone, median`,
      median(sameTables),
      'ms',
      bareAt(median(bare)),
      profileNote,
    ),
  ];
}

const profileNote =
  'the same tables read and written in one strict transaction, without hashes and seals: where the time goes';
