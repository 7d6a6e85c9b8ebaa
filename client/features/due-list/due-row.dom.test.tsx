import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { DueRow } from './due-row.tsx';

afterEach(() => {
  cleanup();
});

it('shows name, age, gender, dose, vaccine and the end of the phone of everybody found', () => {
  const person = { ...createFakeTablet().people.value[0]!, birthYear: 1960 };
  render(<DueRow person={person} day="2021-05-21" rules={currentRuleSet} />);
  const words = screen.getByRole('link').textContent;
  for (const fact of [person.name, '61', person.gender]) expect(words).toContain(fact);
  // The numeral in the margin: a 1 to the eye, "Dose 1" to whoever listens.
  expect(screen.getByRole('link', { name: new RegExp(`Dose ${person.doseNumber}`) })).toBeTruthy();
  expect(screen.getByRole('img', { name: `Dose ${person.doseNumber}` }).textContent).toBe(
    String(person.doseNumber),
  );
  expect(words).toMatch(/covishield/i);
  expect(words).toContain(`••${person.mobileLast4}`);
  expect(words).not.toContain(person.mobileNumber);
});

it('shows the name alone while the list flies by, in the link of the same person', () => {
  const [person] = createFakeTablet().people.value;
  const row = { person: person!, day: '2021-05-21', rules: currentRuleSet };
  const { rerender } = render(<DueRow {...row} isBare />);
  const link = screen.getByRole('link');
  expect(link.textContent).toBe(person!.name);
  rerender(<DueRow {...row} />);
  expect(screen.getByRole('link')).toBe(link);
  expect(link.textContent).toMatch(/covishield/i);
});
