// Owns the proof that a supervisor comes to the end of a long list of tasks, and decides on a vouch where its task is.

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { signal } from '@preact/signals';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DeskTask } from '../../../../schemas/desk-tasks.ts';
import { language } from '../../../i18n/index.ts';
import { DeskApp } from '../desk-app.tsx';
import { createFakeDesk, type FakeDesk } from '../testing/fake-desk-client.ts';
import { fakeTasks } from '../testing/fake-tasks.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createSteppedTime } from '../testing/stepped-time.ts';

let desk: FakeDesk;
beforeEach(() => {
  desk = createFakeDesk();
  language.value = 'en';
});
afterEach(cleanup);

async function openTasks() {
  history.replaceState(null, '', '/desk/tasks');
  render(
    <LocationProvider>
      <DeskApp
        time={createSteppedTime()}
        settings={{
          theme: signal('standard'),
          chooseLanguage: () => undefined,
          chooseTheme: () => undefined,
        }}
        origin="https://suchi.example"
        client={desk.client}
      />
    </LocationProvider>,
  );
  return within(await screen.findByRole('region', { name: 'Open tasks' }));
}

const task = (parts: Partial<DeskTask>): DeskTask => ({
  centreId: 101,
  centreName: 'PHC Poynad',
  day: '2021-05-21',
  openedAt: fakeNow,
  taskKey: 'vial/vs-1/B1',
  kind: 'vial',
  urgency: 'waiting',
  reasons: ['vial-unknown'],
  subject: 'B1',
  caseKey: null,
  doses: 1,
  ...parts,
});
const callsOf = (name: string) => desk.calls.filter(([called]) => called === name);

test('comes to the end of 150 tasks page by page, told how many are open, and stays there when the list is read again', async () => {
  desk.moreTasks = Array.from({ length: 150 - fakeTasks.length }, (_, i) =>
    task({ taskKey: `vial/vs-1/B${i}`, subject: `B${i}` }),
  );
  const list = await openTasks();
  await list.findByText('60 of 150 open tasks');
  expect(list.getAllByRole('listitem')).toHaveLength(60);
  fireEvent.click(list.getByRole('button', { name: 'Show more tasks' }));
  await list.findByText('120 of 150 open tasks');
  fireEvent.click(list.getByRole('button', { name: 'Show more tasks' }));
  await list.findByText('150 of 150 open tasks');
  expect(list.queryByRole('button', { name: 'Show more tasks' })).toBeNull();
  expect(list.getAllByRole('listitem')).toHaveLength(150);
  list.getByRole('button', { name: /B146/ });
  const before = callsOf('tasks').length;
  fireEvent.click(screen.getByRole('button', { name: 'Refresh' }));
  await waitFor(() => expect(callsOf('tasks')).toHaveLength(before + 3));
  await list.findByText('150 of 150 open tasks');
  // Narrowed, the list begins anew.
  fireEvent.change(screen.getByLabelText('About'), { target: { value: 'same-person' } });
  await list.findByText('1 of 1 open tasks');
});

test('a vouch is decided where its task is: who vouched, for whom, on which tablet', async () => {
  desk.moreTasks = [
    task({
      taskKey: 'vouch/RG-020',
      kind: 'vouch',
      subject: 'सुनंदा भोईर',
      reasons: ['vouch-unconfirmed'],
    }),
  ];
  const other = { ...desk.staff.vouches[0]!, staffId: 'RG-099', name: 'Somebody Else', seq: 9 };
  desk.staff = { ...desk.staff, vouches: [...desk.staff.vouches, other] };
  const list = await openTasks();
  fireEvent.click(await list.findByRole('button', { name: /सुनंदा भोईर/ }));
  const shown = within(await screen.findByRole('region', { name: 'सुनंदा भोईर' }));
  await shown.findByText(/Dr Vinod More vouched · Tablet K7/);
  expect(shown.queryByText('Somebody Else')).toBeNull();
  fireEvent.click(shown.getByRole('button', { name: 'It is so' }));
  await shown.findByText(/^Said to be so\./);
  expect(callsOf('decideStaff')).toEqual([
    ['decideStaff', { decision: 'confirm-vouch', centreId: 101, log: 'LOGA', seq: 4 }],
  ]);
  await shown.findByText('This task is settled');
  fireEvent.click(shown.getByRole('link', { name: 'To the centre’s staff' }));
  const centre = await screen.findByRole('combobox', { name: 'Centre' });
  expect((centre as HTMLSelectElement).value).toBe('101');
});
