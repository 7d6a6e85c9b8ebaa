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
  for (const fact of [person.name, '61', person.gender, `Dose ${person.doseNumber}`])
    expect(words).toContain(fact);
  expect(words).toMatch(/covishield/i);
  expect(words).toContain(`••${person.mobileLast4}`);
  expect(words).not.toContain(person.mobileNumber);
});
