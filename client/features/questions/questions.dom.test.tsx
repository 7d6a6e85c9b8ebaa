// Owns the proof that a question of the district is counted on the list, stands at the person, and is answered from a list first.

import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { App } from '../../app.tsx';
import { fetchTheRest } from '../../device/when-needed.ts';
import { language } from '../../i18n/index.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import type { QuestionRow } from '../../tablet.ts';

// A moment after the first screen everything is there, on a tablet as here.
beforeAll(fetchTheRest);
afterEach(cleanup);

function openApp(path: string, ...questions: QuestionRow[]) {
  history.replaceState(null, '', path);
  language.value = 'en';
  const tablet = createFakeTablet();
  tablet.questions.value = questions;
  const services = createFakeServices(tablet);
  render(<App services={services} linkedCode={null} address="https://suchi.example" />);
  return tablet;
}

function question(seq: number, more: Partial<QuestionRow> = {}): QuestionRow {
  return {
    key: `S1/${seq}/AAAAAAAAAAA`,
    ref: { log: 'S1-00000000.1', seq, h: 'AAAAAAAAAAA' },
    caseKey: 'a9-9',
    subject: { appointmentNo: 9, check: 9 },
    topic: 'vial',
    text: null,
    askedAt: 1_621_573_000,
    name: 'Vitthal Mhatre',
    day: '2021-05-20',
    isOnList: false,
    answers: [],
    ...more,
  };
}

test('counts open questions on the list and leads to them, also for people of an earlier day', async () => {
  openApp('/', question(1), question(2), question(3, { answers: [{ answer: 'yes', text: null }] }));
  const notice = await screen.findByRole('link', { name: /The district has 2 questions/ });
  fireEvent.click(notice);
  await screen.findByRole('heading', { name: 'Questions of the district' });
  expect(screen.getAllByText('Vitthal Mhatre')).toHaveLength(3);
  expect(screen.getAllByText('Which vial was it drawn from?')).toHaveLength(3);
});

test('takes a picked answer without words, and words only for “something else”', async () => {
  const tablet = openApp('/questions', question(1));
  const card = within(await screen.findByRole('region', { name: 'Question of the district' }));
  fireEvent.click(card.getByRole('button', { name: 'Save the answer' }));
  await card.findByText('Choose an answer first.');
  fireEvent.click(card.getByLabelText('Something else, in words'));
  fireEvent.click(card.getByRole('button', { name: 'Save the answer' }));
  await card.findByText('Write a few words.');
  expect(tablet.calls).toEqual([]);
  fireEvent.click(card.getByLabelText('Somebody typed it wrongly'));
  fireEvent.click(card.getByRole('button', { name: 'Save the answer' }));
  await card.findByText('Answer saved on this tablet or sent');
  expect(tablet.calls).toEqual(['answerQuestion']);
  expect(tablet.questions.value[0]?.answers).toEqual([{ answer: 'by-mistake', text: null }]);
});

test('says NOT saved when the tablet is full, and keeps the words', async () => {
  const tablet = openApp('/questions', question(1));
  tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
  fireEvent.click(await screen.findByLabelText('No'));
  const words = screen.getByLabelText<HTMLTextAreaElement>(/own words/);
  fireEvent.input(words, { target: { value: 'Asha was not here' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save the answer' }));
  await screen.findByText('NOT saved');
  await waitFor(() => expect(words.value).toBe('Asha was not here'));
});

test('stands on the person’s own page, and leads to the answer without being in the way of a dose', async () => {
  const tablet = createFakeTablet();
  const person = tablet.people.value[0]!;
  openApp(
    `/person/${encodeURIComponent(person.key)}`,
    question(1, { caseKey: person.key, name: person.name, isOnList: true }),
  );
  const card = within(await screen.findByRole('region', { name: 'Question of the district' }));
  expect(card.queryByLabelText('No')).toBeNull();
  fireEvent.click(card.getByRole('link', { name: 'Answer' }));
  await screen.findByRole('heading', { name: 'Questions of the district' });
});
