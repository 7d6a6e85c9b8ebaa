// Owns the proof that a supervisor sees who is proved, makes a person's own code, decides vouches, and takes somebody off the list.

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { signal } from '@preact/signals';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { language } from '../../../i18n/index.ts';
import { DeskApp } from '../desk-app.tsx';
import { createFakeDesk, type FakeDesk } from '../testing/fake-desk-client.ts';
import { createSteppedTime } from '../testing/stepped-time.ts';

let desk: FakeDesk;
beforeEach(() => {
  desk = createFakeDesk();
  language.value = 'en';
  history.replaceState(null, '', '/desk/staff');
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
});
afterEach(cleanup);

const lastCall = () => desk.calls.findLast(([name]) => name === 'decideStaff')?.[1];

test('opens at the centre where a vouch waits, and decides it', async () => {
  const vouches = within(
    await screen.findByRole('region', { name: 'Vouched for by whoever is in charge' }),
  );
  vouches.getByText(/Dr Vinod More vouched/);
  fireEvent.click(vouches.getByRole('button', { name: 'It is not so' }));
  await screen.findByText('Done.');
  expect(lastCall()).toEqual({ decision: 'refuse-vouch', centreId: 101, log: 'LOGA', seq: 4 });
  await waitFor(() => expect(screen.queryByText(/Dr Vinod More vouched/)).toBeNull());
});

test('says how each name is believed, who left, and who tried to sign in after that', async () => {
  const list = within(await screen.findByRole('region', { name: 'PHC Poynad' }));
  list.getByText('Tablet K7: proved with their own code');
  list.getByText('Tablet K7: named, not proved');
  list.getByText(/^Off the list since/);
  list.getByText(/^Tried to sign in after that on Tablet K7/);
  list.getByText('No PIN on any tablet yet');
});

test('makes the person’s own code, large, with the time it counts', async () => {
  const list = within(await screen.findByRole('region', { name: 'PHC Poynad' }));
  fireEvent.click(list.getAllByRole('button', { name: 'Make a code' })[1]!);
  await screen.findByText('Q4T-8ZK2M');
  screen.getByRole('heading', { name: 'Own code of Asha Kadam' });
  expect(desk.calls.at(-1)).toEqual(['makeStaffCode', 101, 'RG-017']);
});

test('asks before somebody is taken off the list, and puts back who left', async () => {
  const list = within(await screen.findByRole('region', { name: 'PHC Poynad' }));
  fireEvent.click(list.getAllByRole('button', { name: 'Take off the list…' })[1]!);
  const dialog = within(
    await screen.findByRole('dialog', { name: 'Take Asha Kadam off the list?' }),
  );
  expect(lastCall()).toBeUndefined();
  fireEvent.click(dialog.getByRole('button', { name: 'Take off the list' }));
  await screen.findByText('Done.');
  expect(lastCall()).toEqual({ decision: 'remove', centreId: 101, staffId: 'RG-017' });
  fireEvent.click(await screen.findByRole('button', { name: 'Put back on the list' }));
  await screen.findByText('Done.');
  expect(lastCall()).toEqual({ decision: 'take-back', centreId: 101, staffId: 'RG-018' });
});
