// Tests the page of cards as somebody at a centre uses it: who has one, why not yet, and one on paper.

import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createChosenDay } from '../chosen-day.ts';
import { createFakeDesk, type FakeDesk } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createCardsModel, type CardsModel } from './cards-model.ts';
import { CardsPage } from './cards-page.tsx';

afterEach(cleanup);

async function open(): Promise<{ desk: FakeDesk; model: CardsModel }> {
  const desk = createFakeDesk();
  const chosenDay = createChosenDay(signal(fakeNow));
  const model = createCardsModel({ client: desk.client, chosenDay, watch: (answer) => answer });
  render(<CardsPage model={model} />);
  await screen.findByRole('option', { name: /PHC Poynad/ });
  return { desk, model };
}
const choose = (): void => {
  fireEvent.change(screen.getByLabelText('Health centre'), { target: { value: '101' } });
  fireEvent.click(screen.getByRole('button', { name: 'Show the people' }));
};

describe('the page of cards', () => {
  it('says of each person whether there is a card, or why not yet', async () => {
    const { desk } = await open();
    choose();
    await screen.findByText('Sunita Ramesh Patil');
    expect(desk.calls).toContainEqual(['cardsOfDay', 101, '2021-05-21', null]);
    expect(screen.getByText('Not yet: the dose is being checked')).toBeTruthy();
    expect(screen.getByText('Issued, and in question: see Review')).toBeTruthy();
    expect(screen.getByText('Withdrawn')).toBeTruthy();
    expect(screen.getAllByRole('button', { name: 'Show the card' })).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'More people' }));
    await screen.findByText('Ganesh More');
    expect(screen.queryByRole('button', { name: 'More people' })).toBeNull();
  });

  it('shows a card with its code and plain words, and prints it', async () => {
    const { desk } = await open();
    choose();
    fireEvent.click(await screen.findByRole('button', { name: 'Show the card' }));
    const code = await screen.findByRole('img', { name: 'QR code of the card' });
    expect(code.dataset['text']).toMatch(/^shc:\/\d+$/);
    expect(screen.getByText(/COVISHIELD · 21 Mar 2021 · batch 4120Z025/)).toBeTruthy();
    expect(screen.getByText(/It is no ID/)).toBeTruthy();
    expect(desk.calls).toContainEqual(['showCard', 101, 'c1']);
    const print = vi.fn();
    vi.stubGlobal('print', print);
    fireEvent.click(screen.getByRole('button', { name: 'Print' }));
    expect(print).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
    fireEvent.click(screen.getByRole('button', { name: 'Back to the people' }));
    await screen.findByText('Sunita Ramesh Patil');
  });

  it('never shows the people of one day under another', async () => {
    const { model } = await open();
    choose();
    await screen.findByText('Sunita Ramesh Patil');
    model.chosenDay.step(-1);
    await vi.waitFor(() => expect(screen.queryByText('Sunita Ramesh Patil')).toBeNull());
  });
});
