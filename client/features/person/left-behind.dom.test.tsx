// Owns the proof that a person's page holds one thing beyond its own life: what was typed, which goes when it is recorded.

import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { App } from '../../app.tsx';
import { personPath } from '../../parts/person-path.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';

afterEach(cleanup);

it('keeps the person’s form and nothing beside it: a day of five hundred pages fills no memory', async () => {
  const tablet = createFakeTablet();
  const person = tablet.people.value[0]!;
  history.replaceState(null, '', personPath(person.key));
  const services = createFakeServices(tablet);
  const names = new Set<string>();
  const kept: typeof services.kept = {
    ...services.kept,
    get: (name, create) => {
      names.add(name);
      return services.kept.get(name, create);
    },
  };
  render(
    <App services={{ ...services, kept }} linkedCode={null} address="https://suchi.example" />,
  );
  await screen.findByRole('heading', { level: 1, name: person.name });
  expect([...names].filter((name) => name.includes(person.key))).toEqual([`person-${person.key}`]);
});
