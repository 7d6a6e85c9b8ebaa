// Owns the proof that a supervisor sees one case whole, asks the centre, links two entries, and is told what changed meanwhile.

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { signal } from '@preact/signals';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { language } from '../../../i18n/index.ts';
import type { Settings } from '../../../settings.ts';
import { DeskApp } from '../desk-app.tsx';
import { createFakeDesk, fakeOpenDose, type FakeDesk } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createSteppedTime } from '../testing/stepped-time.ts';

const settings: Settings = {
  theme: signal('standard'),
  chooseLanguage: () => undefined,
  chooseTheme: () => undefined,
};

let desk: FakeDesk;
beforeEach(() => {
  desk = createFakeDesk();
  language.value = 'en';
});
afterEach(cleanup);

const button = (name: string | RegExp) => screen.findByRole('button', { name });
const callsOf = (name: string) => desk.calls.filter(([called]) => called === name);

async function openCase(name: RegExp) {
  history.replaceState(null, '', '/desk/review');
  render(
    <LocationProvider>
      <DeskApp
        time={createSteppedTime()}
        settings={settings}
        origin="https://suchi.example"
        client={desk.client}
      />
    </LocationProvider>,
  );
  fireEvent.click(await button(name));
  await screen.findByRole('region', { name: 'What happened, as it arrived' });
}
const part = (name: string) => within(screen.getByRole('region', { name }));

test('shows all evidence of a case: arrival, code tries in words, vial, clocks, history', async () => {
  await openCase(/Sunita Ramesh Patil/);
  part('Booking and arrival').getByText(/Photo ID matches · Aadhaar card/);
  part('Booking and arrival').getByText('Fever or acute illness today');
  part('Code tries').getByText('The code that was said is not this person’s.');
  part('Code tries').getByText('A code that the tablet refused at once');
  part('Doses, vials and clocks').getByText(/7 of 10 drawn/);
  part('Doses, vials and clocks').getByText(/tablet’s clock 4 minutes ahead/);
  part('Questions to the centre').getByText('Somebody typed it wrongly');
  expect(callsOf('caseOf')).toHaveLength(1);
});

test('asks the centre with a picked question first, and words only where they are needed', async () => {
  await openCase(/Sunita Ramesh Patil/);
  fireEvent.click(await button('Ask the centre…'));
  const dialog = within(await screen.findByRole('dialog', { name: 'Ask the centre' }));
  fireEvent.click(dialog.getByRole('button', { name: 'Send the question' }));
  await dialog.findByText('Choose one of these.');
  fireEvent.click(dialog.getByLabelText('Another question'));
  fireEvent.click(dialog.getByRole('button', { name: 'Send the question' }));
  await dialog.findByText('Write at least 3 characters.');
  expect(callsOf('askCentre')).toEqual([]);
  fireEvent.click(dialog.getByLabelText('Which vial was it drawn from?'));
  fireEvent.click(dialog.getByRole('button', { name: 'Send the question' }));
  const said = await screen.findByText(/^Asked\. The tablets get the question/);
  expect(said.closest('[role=status]')).not.toBeNull();
  expect(callsOf('askCentre')).toEqual([
    ['askCentre', { centreId: 101, caseKey: 'a12-4711', topic: 'vial', text: null }],
  ]);
});

test('says that two entries are one person, bound to what was seen; and undoes it', async () => {
  await openCase(/Sunita Ramesh Patil/);
  fireEvent.click(await button('This is the same person…'));
  const dialog = within(await screen.findByRole('dialog', { name: 'One and the same person?' }));
  fireEvent.input(dialog.getByLabelText('Say it in your own words'), {
    target: { value: 'Called her: one person' },
  });
  fireEvent.click(dialog.getByRole('button', { name: 'They are one person' }));
  await screen.findByText(/^Noted as one person/);
  expect(callsOf('link')[0]?.[1]).toEqual({
    what: 'same-person',
    centreId: 101,
    caseKey: 'a12-4711',
    caseHash: 'hash-12',
    seen: 112,
    otherCase: 'wLOGB/9/AAAAAAAAAAA',
    note: 'Called her: one person',
  });
  desk.caseParts = {
    likelySame: [],
    links: [
      {
        link: 'link-1',
        otherCase: 'wLOGB/9/AAAAAAAAAAA',
        person: fakeOpenDose({ seq: 1 }).person,
        account: 'Dr Meera Joshi',
        note: 'Called her: one person',
        at: fakeNow,
        doses: [],
      },
    ],
  };
  fireEvent.click(await button('Refresh'));
  fireEvent.click(await button('Not the same person…'));
  const undo = within(await screen.findByRole('dialog', { name: 'Not the same person?' }));
  fireEvent.input(undo.getByLabelText('Say it in your own words'), {
    target: { value: 'Two sisters' },
  });
  fireEvent.click(undo.getByRole('button', { name: 'They are two persons' }));
  await screen.findByText('Noted as two persons again.');
  expect(callsOf('link')[1]?.[1]).toMatchObject({ what: 'not-same-person', link: 'link-1' });
});

test('says that two entries are two different people, bound to what was seen of both, and shows who said so and why', async () => {
  await openCase(/Sunita Ramesh Patil/);
  fireEvent.click(await button('Two different people…'));
  const dialog = within(await screen.findByRole('dialog', { name: 'Two different people?' }));
  fireEvent.click(dialog.getByRole('button', { name: 'They are two people' }));
  await dialog.findByText('Write at least 3 characters.');
  expect(callsOf('decidePair')).toEqual([]);
  fireEvent.input(dialog.getByLabelText('Say it in your own words'), {
    target: { value: 'Two sisters' },
  });
  desk.caseParts = {
    likelySame: [],
    toldApart: [
      {
        otherCase: 'wLOGB/9/AAAAAAAAAAA',
        person: fakeOpenDose({ seq: 1 }).person,
        account: 'Dr Meera Joshi',
        note: 'Two sisters',
        at: fakeNow,
      },
    ],
  };
  fireEvent.click(dialog.getByRole('button', { name: 'They are two people' }));
  await screen.findByText(/^Noted as two different people/);
  expect(callsOf('decidePair')).toEqual([
    [
      'decidePair',
      {
        said: 'different',
        sides: [
          { centreId: 101, caseKey: 'a12-4711', caseHash: 'hash-12', seen: 112 },
          {
            centreId: 101,
            caseKey: 'wLOGB/9/AAAAAAAAAAA',
            caseHash: 'hash-other',
            seen: 112,
          },
        ],
        note: 'Two sisters',
      },
    ],
  ]);
  const same = part('The same person in other entries');
  await same.findByText('Somebody else:');
  same.getByText('Two sisters');
  same.getByRole('button', { name: 'This is the same person…' });
  expect(screen.queryByRole('button', { name: 'Two different people…' })).toBeNull();
});

test('tells the second supervisor who did what meanwhile, and keeps the words typed', async () => {
  await openCase(/Sunita Ramesh Patil/);
  desk.decisionOutcome = 'look-again';
  desk.changes = [
    {
      what: 'revoked',
      receivedAt: fakeNow,
      who: 'Dr Anil Deshmukh',
      tablet: null,
      note: 'No such vial',
    },
  ];
  fireEvent.click(await button('Accept this dose…'));
  const dialog = within(await screen.findByRole('dialog', { name: 'Accept this dose?' }));
  fireEvent.click(dialog.getByLabelText('Saw a paper record or slip'));
  fireEvent.click(dialog.getByRole('button', { name: 'Accept' }));
  const words = await screen.findByText('What changed since you saw it:');
  const notice = words.closest('[role=status]');
  expect(notice?.textContent).toContain('Withdrawn by a supervisor');
  expect(notice?.textContent).toContain('Dr Anil Deshmukh');
  expect(notice?.textContent).toContain('No such vial');
});

test('two open doses of one case are one task, each decided by itself', async () => {
  desk.openDoses = [
    fakeOpenDose({ seq: 12 }),
    fakeOpenDose({ seq: 40, caseKey: 'a12-4711', tablet: 'Tablet M2' }),
  ];
  await openCase(/Sunita Ramesh Patil/);
  expect(screen.getAllByRole('button', { name: /Sunita Ramesh Patil/ })).toHaveLength(1);
  fireEvent.click(part('Also open in this case').getByRole('button', { name: /Tablet M2/ }));
  await part('Also open in this case').findByRole('button', { name: /Tablet K7/ });
  await waitFor(() => expect(callsOf('caseOf')).toHaveLength(1));
});

test('what was decided on the day is found again when it is asked for, last on the list and in no count', async () => {
  desk.openDoses = [
    fakeOpenDose({ seq: 12 }),
    fakeOpenDose({
      seq: 41,
      state: 'revoked',
      person: { ...fakeOpenDose({ seq: 1 }).person, name: 'Vitthal Mhatre' },
    }),
  ];
  await openCase(/Sunita Ramesh Patil/);
  expect(screen.queryByRole('button', { name: /Vitthal Mhatre/ })).toBeNull();
  fireEvent.click(screen.getByLabelText('Decided ones too'));
  fireEvent.click(await button(/Vitthal Mhatre/));
  await screen.findByRole('heading', { name: 'Vitthal Mhatre' });
  screen.getByRole('button', { name: /^All\s*1$/ });
});

test('an in-charge sees the case and has nothing to write with', async () => {
  const account = await desk.client.account();
  if (account.outcome !== 'answered') throw new Error(account.outcome);
  const inCharge = { ...account, value: { ...account.value, role: 'in-charge' as const } };
  Object.assign(desk.client, { account: () => Promise.resolve(inCharge) });
  await openCase(/Sunita Ramesh Patil/);
  for (const name of ['Ask the centre…', 'This is the same person…', 'Leave a comment…'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});
