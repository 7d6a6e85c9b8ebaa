// Owns the proof that a supervisor can do the day's work at the desk: sign in, look, decide, enrol, sign out.

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { signal } from '@preact/signals';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { language } from '../../i18n/index.ts';
import type { Settings } from '../../settings.ts';
import { DeskApp } from './desk-app.tsx';
import { createFakeDesk, type FakeDesk } from './testing/fake-desk-client.ts';
import { createSteppedTime } from './testing/stepped-time.ts';

const settings: Settings = {
  theme: signal('standard'),
  chooseLanguage: (chosen) => {
    language.value = chosen;
  },
  chooseTheme: () => undefined,
};

let desk: FakeDesk;
beforeEach(() => {
  desk = createFakeDesk();
  language.value = 'en';
});
afterEach(cleanup);

function openDesk(path: string) {
  history.replaceState(null, '', path);
  const time = createSteppedTime();
  render(
    <LocationProvider>
      <DeskApp
        time={time}
        settings={settings}
        origin="https://suchi.example"
        client={desk.client}
      />
    </LocationProvider>,
  );
  return time;
}

const button = (name: string | RegExp) => screen.findByRole('button', { name });

test('signs in, says what is wrong with a wrong pair, and keeps what was typed', async () => {
  desk.isSignedIn = false;
  desk.signInOutcome = { outcome: 'wrong-pair' };
  openDesk('/desk');
  const account = await screen.findByLabelText<HTMLInputElement>('Account');
  fireEvent.input(account, { target: { value: 'district' } });
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'wrong' } });
  fireEvent.click(await button('Sign in'));
  await screen.findByText('Account or password is wrong');
  expect(account.value).toBe('district');
  desk.signInOutcome = null;
  fireEvent.click(await button('Sign in'));
  await screen.findByRole('heading', { name: 'Doses of the day' });
  expect(screen.getByText('Raigad')).toBeTruthy();
});

test('marks made-up data on every page', async () => {
  for (const path of ['/desk', '/desk/review', '/desk/tablets', '/desk/enrol']) {
    openDesk(path);
    await screen.findByText('Demo: made-up people');
    cleanup();
  }
});

test('shows the day by centre and state, and leads from held doses to their review', async () => {
  openDesk('/desk');
  const table = await screen.findByRole('table', { name: 'Doses of each centre by state' });
  const row = within(table).getByRole('row', { name: /PHC Poynad/ });
  expect(row.textContent).toContain('88');
  fireEvent.click(within(row).getByRole('link', { name: '2 held doses at PHC Poynad: review' }));
  await screen.findByRole('heading', { name: 'Doses to review' });
  expect((await screen.findByLabelText<HTMLSelectElement>('Centre')).value).toBe('101');
});

test('says that the register was put back, until somebody who may has ended the check', async () => {
  desk.restoreReview = { isOpen: true, restoredTo: 1_621_500_000 };
  openDesk('/desk');
  await screen.findByText('The register was put back from a backup');
  await screen.findByText(/It stands as on 20 May 2021, 14:10/);
  fireEvent.click(await button('The numbers agree: end the check…'));
  fireEvent.click(await button('End the check'));
  await waitFor(() =>
    expect(screen.queryByText('The register was put back from a backup')).toBeNull(),
  );
});

test('says what an empty day means', async () => {
  desk.day = { ...desk.day, centres: [] };
  openDesk('/desk');
  await screen.findByText('No centre has anything on this day');
});

test('accepts a held dose with a reason; it stays visible as accepted and is announced', async () => {
  openDesk('/desk/review');
  fireEvent.click(await button(/Sunita Ramesh Patil/));
  await screen.findByRole('heading', { name: 'Sunita Ramesh Patil' });
  expect(screen.getByText('23456789012345')).toBeTruthy();
  fireEvent.click(await button('Accept this dose…'));
  const dialog = await screen.findByRole('dialog', { name: 'Accept this dose?' });
  expect(dialog.textContent).toContain('The security code typed was not this person’s.');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Accept' }));
  await within(dialog).findByText('Choose one of these.');
  fireEvent.click(within(dialog).getByLabelText('Spoke with the person: it was given'));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Accept' }));
  const announced = await screen.findByText(/^Accepted\. The tablet shows it/);
  expect(announced.closest('[role=status]')).not.toBeNull();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect((await button(/Sunita Ramesh Patil/)).textContent).toContain('Accepted');
});

test('an in-charge can look at a dose but has no button to decide', async () => {
  const account = await desk.client.account();
  if (account.outcome !== 'answered') throw new Error(account.outcome);
  const inCharge = { ...account, value: { ...account.value, role: 'in-charge' as const } };
  Object.assign(desk.client, { account: () => Promise.resolve(inCharge) });
  openDesk('/desk/review');
  fireEvent.click(await button(/Sunita Ramesh Patil/));
  await screen.findByText(/An in-charge can look at this dose/);
  expect(screen.queryByRole('button', { name: /Accept/ })).toBeNull();
});

test('names of people are text, whatever was typed into a list', async () => {
  const name = '<img src=x onerror=alert(1)>';
  desk.openDoses = desk.openDoses.map((dose) => ({ ...dose, person: { ...dose.person, name } }));
  openDesk('/desk/review');
  expect((await screen.findAllByText(name)).length).toBeGreaterThan(0);
  expect(document.querySelector('main img')).toBeNull();
});

test('a tablet’s silence and faults are told in words, not by colour, the worst tablet first', async () => {
  openDesk('/desk/tablets');
  const table = await screen.findByRole('table', { name: 'Tablets' });
  const row = within(table).getByRole('row', { name: /Tablet M2/ });
  expect(row.textContent).toContain('Late: quiet for over 10 minutes');
  expect(row.textContent).toContain('15 minutes ago');
  expect(row.textContent).toContain('13 minutes behind');
  expect(row.textContent).toContain('waits since 13:40');
  const worst = within(table).getAllByRole('row')[1]!;
  for (const words of [
    'Tablet R4',
    '4 numbers missing',
    '1 record cannot be read',
    'Only 41 MB free',
  ])
    expect(worst.textContent).toContain(words);
  const totals = screen.getByRole('region', { name: 'All tablets together' });
  expect(totals.textContent).toContain('tablets late3');
  expect(totals.textContent).toContain('records still out there216');
  expect(totals.textContent).toContain('tablet needs help1');
});

test('one tablet shows its missing numbers, what cannot be read, and the proof of its records', async () => {
  openDesk('/desk/tablets');
  fireEvent.click(await button('Look closer at Tablet R4, Rural Hospital Roha'));
  await screen.findByRole('heading', { name: 'Tablet R4' });
  const series = await screen.findByRole('region', { name: 'Series 7QK2M9XZ.91XZR4TB' });
  for (const words of [
    '1–412',
    '413–416 a later number has arrived',
    '431–487 the tablet says it has it',
    'Number 17 · arrived',
    '1–412 unbroken, ends in a1b2c3d4…',
  ])
    expect(series.textContent).toContain(words);
  const broken = screen.getByRole('region', { name: 'Series 7QK2M9XZ.0HJTWQ2C' });
  expect(broken.textContent).toContain('Number 52 does not follow');
  fireEvent.click(await button('All tablets'));
  await screen.findByRole('table', { name: 'Tablets' });
});

test('blocks a tablet with a reason from the list', async () => {
  openDesk('/desk/tablets');
  fireEvent.click(await button('Look closer at Tablet K7, PHC Poynad'));
  fireEvent.click(await button('Block this tablet…'));
  const dialog = await screen.findByRole('dialog', { name: 'Block this tablet?' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Block' }));
  await within(dialog).findByText('Choose one of these.');
  fireEvent.click(within(dialog).getByLabelText('It is lost'));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Block' }));
  await screen.findByText('Blocked. Records it still brings are taken and held.');
  expect(screen.queryByRole('button', { name: 'Block this tablet…' })).toBeNull();
  expect(desk.calls).toContainEqual([
    'decideTablet',
    { device: 'd1', decision: 'revoked', ground: 'lost' },
  ]);
});

test('confirms a tablet that came back; an in-charge only sees that it waits', async () => {
  openDesk('/desk/tablets');
  fireEvent.click(await button('Look closer at Tablet C2, PHC Ajivali'));
  await screen.findByText('This tablet came back after the server was restored');
  fireEvent.click(await button('Confirm this tablet…'));
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByLabelText('I saw it at the centre'));
  fireEvent.click(within(dialog).getByRole('button', { name: 'Confirm' }));
  await screen.findByText('Confirmed.');
  cleanup();
  desk = createFakeDesk();
  const account = await desk.client.account();
  if (account.outcome !== 'answered') throw new Error(account.outcome);
  const inCharge = { ...account, value: { ...account.value, role: 'in-charge' as const } };
  Object.assign(desk.client, { account: () => Promise.resolve(inCharge) });
  openDesk('/desk/tablets');
  fireEvent.click(await button('Look closer at Tablet C2, PHC Ajivali'));
  await screen.findByText(/An in-charge can look at this tablet/);
  expect(screen.queryByRole('button', { name: /Confirm|Block/ })).toBeNull();
});

test('makes an enrolment code for a centre and shows it large and as a QR code', async () => {
  openDesk('/desk/enrol');
  const centre = await screen.findByLabelText<HTMLSelectElement>('Centre of the tablet');
  fireEvent.click(await button('Make a code'));
  await screen.findByText('Choose the centre first.');
  fireEvent.change(centre, { target: { value: '105' } });
  fireEvent.click(await button('Make a code'));
  await screen.findByText('K7M-2QX9F');
  const qr = screen.getByRole('img', { name: /QR code that enrols a tablet/ });
  expect(qr.dataset['address']).toBe('https://suchi.example/enrol#enrol=K7M-2QX9F');
});

test('a sign-in that ran out leads to the sign-in page, and back to what was typed', async () => {
  openDesk('/desk/review');
  fireEvent.click(await button(/Sunita Ramesh Patil/));
  fireEvent.click(await button('Withdraw this dose…'));
  const dialog = await screen.findByRole('dialog');
  fireEvent.click(within(dialog).getByLabelText('No proof could be found'));
  fireEvent.input(within(dialog).getByRole('textbox'), { target: { value: 'Called twice' } });
  desk.fault = { outcome: 'signed-out' };
  fireEvent.click(within(dialog).getByRole('button', { name: 'Withdraw' }));
  await screen.findByText('Your sign-in has ended');
  desk.fault = null;
  fireEvent.input(screen.getByLabelText('Account'), { target: { value: 'district' } });
  fireEvent.input(screen.getByLabelText('Password'), { target: { value: 'secret' } });
  fireEvent.click(await button('Sign in'));
  const again = await screen.findByRole('dialog', { name: 'Withdraw this dose?' });
  expect(within(again).getByRole<HTMLTextAreaElement>('textbox').value).toBe('Called twice');
});

test('without a server the desk says so and opens by itself when it is back', async () => {
  desk.isSignedIn = false;
  desk.fault = { outcome: 'offline' };
  const time = openDesk('/desk');
  await screen.findByText('The desk cannot reach the server');
  desk.fault = null;
  desk.isSignedIn = true;
  time.step(15);
  await screen.findByRole('heading', { name: 'Doses of the day' });
});

test('signs out, and nobody’s data stays on the page', async () => {
  openDesk('/desk/review');
  await button(/Sunita Ramesh Patil/);
  fireEvent.click(await button('Sign out'));
  await screen.findByText('You are signed out');
  expect(document.body.textContent).not.toContain('Sunita');
});

test('changes its language on the spot', async () => {
  openDesk('/desk');
  fireEvent.click(await button('मराठी'));
  await screen.findByRole('heading', { name: 'दिवसाचे डोस' });
});

test('a supervisor works from tasks: the most urgent first, a whole vial by one decision', async () => {
  openDesk('/desk/tasks');
  const items = await screen.findAllByRole('button', { name: /PHC Poynad/ });
  expect(items.map((item) => item.textContent?.slice(0, 7))).toEqual([
    'Sunita ',
    'Vial A3',
    'Farida ',
  ]);
  fireEvent.click(items[1]!);
  await screen.findByText('13 of 11 at most');
  fireEvent.click(await button('This is in order…'));
  fireEvent.click(await button('It is in order'));
  await screen.findByText('Write at least 3 characters.');
  fireEvent.input(screen.getByRole('textbox'), { target: { value: 'Counted on paper' } });
  fireEvent.click(await button('It is in order'));
  await screen.findByText('Settled for 13 doses.');
  expect(desk.calls.find(([name]) => name === 'decideTask')?.[1]).toEqual({
    centreId: 101,
    taskKey: 'vial/vs-1/A3',
    taskHash: 'task-hash',
    seen: 42,
    decision: 'settled',
    note: 'Counted on paper',
  });
});

test('two entries stand side by side, and a decision names both as they were seen', async () => {
  openDesk('/desk/tasks');
  fireEvent.click(await button(/Farida Shaikh/));
  await screen.findByText('They are entries of two centres.');
  fireEvent.click(await button('One person…'));
  fireEvent.input(screen.getByRole('textbox'), { target: { value: 'Same card shown' } });
  fireEvent.click(await button('They are one person'));
  await screen.findByText('Said to be one person.');
  expect(desk.calls.find(([name]) => name === 'decidePair')?.[1]).toMatchObject({
    said: 'same',
    sides: [{ caseHash: 'hash-101' }, { caseHash: 'hash-102' }],
  });
});
