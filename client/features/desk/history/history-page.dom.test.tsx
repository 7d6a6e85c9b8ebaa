// Tests the page of who did what, as whoever answers for a district uses it.

import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createFakeDesk } from '../testing/fake-desk-client.ts';
import { createHistoryModel } from './history-model.ts';
import { HistoryPage } from './history-page.tsx';

afterEach(cleanup);

function open() {
  const desk = createFakeDesk();
  const model = createHistoryModel({ client: desk.client, watch: (answer) => answer });
  render(<HistoryPage model={model} />);
  const show = (): void =>
    void fireEvent.click(screen.getByRole('button', { name: 'Show the history' }));
  return { desk, show };
}

describe('the page of who did what', () => {
  it('says when, who, what, where and which record, and goes on to earlier lines', async () => {
    const { desk, show } = open();
    show();
    await screen.findByText('Saw or printed a slip');
    expect(screen.getByText('Read a person’s record')).toBeTruthy();
    expect(screen.getByText('Signed in')).toBeTruthy();
    // What only a newer server knows is shown by its name.
    expect(screen.getByText('made-tea')).toBeTruthy();
    expect(screen.getByText('a140-2231')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Earlier ones' }));
    await vi.waitFor(() => expect(screen.getAllByText('Saw or printed a slip')).toHaveLength(2));
    expect(desk.calls).toEqual([
      ['history', {}],
      ['history', { after: '1621580000/h-3' }],
    ]);
  });

  it('asks for one person by the whole reference number, and for nobody by less', async () => {
    const { desk, show } = open();
    const field = screen.getByLabelText('Reference number of one person');
    fireEvent.input(field, { target: { value: '613' } });
    show();
    await screen.findByText('A reference number has 13 or 14 digits.');
    expect(desk.calls).toEqual([]);
    fireEvent.input(field, { target: { value: '61399127700003' } });
    fireEvent.input(screen.getByLabelText('Account'), { target: { value: ' meera ' } });
    show();
    await screen.findByText('Signed in');
    expect(desk.calls).toEqual([['history', { referenceId: '61399127700003', account: 'meera' }]]);
  });

  it('says plainly when there is no answer', async () => {
    const { desk, show } = open();
    desk.fault = { outcome: 'not-yours' };
    show();
    await screen.findByText(/Your account does not include this/);
    expect(screen.queryByText('Signed in')).toBeNull();
  });
});
