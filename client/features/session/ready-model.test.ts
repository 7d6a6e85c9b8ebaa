// Owns the beginning of a session at the table: vials counted, points noted, begun once.

import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { createReadyModel } from './ready-model.ts';

const battery = { isLow: signal(false), level: signal<number | null>(0.5) };

describe('beginning a session', () => {
  it('counts vials by batch, in either script of digits, and then the point is good', async () => {
    const tablet = createFakeTablet(5);
    const model = createReadyModel(tablet, battery);
    expect(model.lines.value.find((line) => line.point === 'stock')!.isGood).toBe(false);
    model.showCount(true);
    await model.saveCount();
    expect(model.countFaults.value.size).toBe(2);
    const [first, second] = model.counts.value;
    model.typeCount(first!.key, '१२');
    model.typeCount(second!.key, '1000');
    await model.saveCount();
    expect([...model.countFaults.value]).toEqual([second!.key]);
    expect(model.unsaved()).toEqual({ key: 'broken.countForm' });
    model.typeCount(second!.key, '0');
    await model.saveCount();
    expect(model.wasCounted.value).toBe(true);
    expect(model.unsaved()).toBeNull();
    const [count] = tablet.room.vaccinationSessions.value.get('vs-demo')!.stockCounts;
    expect(count!.body.counts.map((each) => each.vials)).toEqual([12, 0]);
    expect(model.lines.value.find((line) => line.point === 'stock')!.isGood).toBe(true);
  });

  it('begins once, and notes what was ready and what was not', async () => {
    const tablet = createFakeTablet(5);
    const model = createReadyModel(tablet, battery);
    await Promise.all([model.begin(), model.begin()]);
    await model.begin();
    expect(model.state.value?.phase).toBe('open');
    expect(model.state.value?.opened).toHaveLength(1);
    expect(model.state.value?.opened[0]!.body.notReady).toEqual(['stock']);
  });
});
