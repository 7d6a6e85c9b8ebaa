// Owns what can be read at the table before a dose: the doses given before, wherever that was, and the reasons against one.

import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { App } from '../../app.tsx';
import { personPath } from '../../parts/person-path.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { createFakeTablet, type FakeTablet } from '../../testing/fake-tablet.ts';
import { screeningItems } from '../../../schemas/rules/screening-rows.ts';

afterEach(cleanup);

async function show(tablet: FakeTablet, key: string): Promise<void> {
  history.replaceState(null, '', personPath(key));
  render(
    <App services={createFakeServices(tablet)} linkedCode={null} address="https://localhost" />,
  );
  await screen.findByRole('heading', { level: 1 });
}

describe('before a dose', () => {
  it('the person’s page shows each earlier dose with product, day, place and what was seen of it', async () => {
    const tablet = createFakeTablet();
    const person = tablet.people.value[1]!;
    await tablet.stateEarlierDose(person, {
      doseNumber: 1,
      product: 'COVISHIELD',
      day: '2021-02-20',
      place: 'Pune camp',
      seen: 'card-checked',
    });
    await show(tablet, person.key);
    const line = await screen.findByText(/Pune camp/);
    expect(line.textContent).toMatch(
      /Dose 1 · Covishield · 20 Feb.* · Pune camp · Card checked: genuine/,
    );
  });

  it('the reasons against one can be read at once, each with what to do and the date of its rule', async () => {
    const tablet = createFakeTablet();
    await show(tablet, tablet.people.value[1]!.key);
    fireEvent.click(await screen.findByText('Something to report'));
    const summary = await screen.findByText('Read: reasons against a dose today');
    const list = within(summary.parentElement!);
    expect(list.getAllByRole('term', { hidden: true })).toHaveLength(screeningItems.length);
    expect(list.getByText(/Better not today/).textContent).toMatch(/14 Jan 2021|14 Jan/);
  });
});
