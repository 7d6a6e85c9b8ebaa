// Tests the page of slips as a supervisor uses it: choose, see, print; and what it must not show.

import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { signal } from '@preact/signals';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFakeDesk, type FakeDesk } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createSlipsModel, type SlipsModel } from './slips-model.ts';
import { SlipsPage } from './slips-page.tsx';

afterEach(cleanup);

async function open(): Promise<{ desk: FakeDesk; model: SlipsModel }> {
  const desk = createFakeDesk();
  const model = createSlipsModel({
    client: desk.client,
    now: signal(fakeNow),
    watch: (answer) => answer,
  });
  render(<SlipsPage model={model} />);
  await screen.findByRole('option', { name: /PHC Poynad/ });
  fireEvent.change(screen.getByLabelText('Health centre'), { target: { value: '101' } });
  return { desk, model };
}
const show = (): void =>
  void fireEvent.click(screen.getByRole('button', { name: 'Show the slips' }));
const slipCalls = (desk: FakeDesk) => desk.calls.filter(([name]) => name === 'slips');

describe('the page of slips', () => {
  it('shows the slips of a centre and a day to come, says that it was written down, and prints', async () => {
    const { desk } = await open();
    fireEvent.change(screen.getByLabelText('Day of the session'), {
      target: { value: '2021-05-22' },
    });
    show();
    await screen.findByText('Sunita Ramesh Patil');
    expect(slipCalls(desk)).toEqual([['slips', { centreId: 101, day: '2021-05-22' }]]);
    expect(screen.getAllByRole('img', { name: 'QR code of the slip' })).toHaveLength(4);
    expect(screen.getByText('4460')).toBeTruthy();
    expect(screen.getByText('No digits: the picture is the code')).toBeTruthy();
    expect(screen.getByText(/written down under your name/)).toBeTruthy();
    const print = vi.fn();
    vi.stubGlobal('print', print);
    fireEvent.click(screen.getByRole('button', { name: 'Print' }));
    expect(print).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
    fireEvent.click(screen.getByRole('button', { name: 'The next slips' }));
    await vi.waitFor(() => expect(slipCalls(desk)).toHaveLength(2));
    expect(slipCalls(desk)[1]).toEqual(['slips', { centreId: 101, day: '2021-05-22', from: 4 }]);
  });

  it('asks for nobody by a number that is none, and for one person by their own', async () => {
    const { desk } = await open();
    const field = screen.getByLabelText('Reference number of one person');
    fireEvent.input(field, { target: { value: '12345' } });
    show();
    await screen.findByText('A reference number has 13 or 14 digits.');
    expect(slipCalls(desk)).toEqual([]);
    fireEvent.input(field, { target: { value: '61399 127700 003' } });
    show();
    await screen.findByText('Sunita Ramesh Patil');
    expect(slipCalls(desk)[0]![1]).toMatchObject({ referenceId: '61399127700003' });
  });

  it('chooses no day that is over', async () => {
    const { model } = await open();
    model.chooseDay('2021-05-20');
    expect(model.day.value).toBe('2021-05-21');
    model.chooseDay('yesterday');
    expect(model.day.value).toBe('2021-05-21');
  });

  it('leaves no slip on the screen when the page is left, or another centre is chosen', async () => {
    const { model } = await open();
    show();
    await screen.findByText('Sunita Ramesh Patil');
    cleanup();
    await vi.waitFor(() => expect(model.shown.value).toBeNull());
    await model.show();
    expect(model.shown.value).not.toBeNull();
    model.chooseCentre(102);
    expect(model.shown.value).toBeNull();
  });

  it('says plainly when there is no answer', async () => {
    const { desk } = await open();
    desk.fault = { outcome: 'not-yours' };
    show();
    await screen.findByText(/Your account does not include this/);
    expect(screen.queryByText('Sunita Ramesh Patil')).toBeNull();
  });
});
