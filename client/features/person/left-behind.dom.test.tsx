// Owns the proof that a person's page leaves nothing in memory when nothing was typed.

import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { App } from '../../app.tsx';
import { personPath } from '../../parts/person-path.ts';
import type { KeptModels } from '../../services.tsx';
import { createFakeServices } from '../../testing/fake-services.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';

afterEach(cleanup);

/** The models that outlive their page, by name. */
function watchKept(kept: KeptModels): { readonly kept: KeptModels; readonly names: Set<string> } {
  const names = new Set<string>();
  return {
    names,
    kept: {
      ...kept,
      get: (name, create) => {
        names.add(name);
        return kept.get(name, create);
      },
      drop: (name) => {
        names.delete(name);
        kept.drop(name);
      },
    },
  };
}

async function openPerson(at: number) {
  const tablet = createFakeTablet();
  const person = tablet.people.value[at]!;
  history.replaceState(null, '', personPath(person.key));
  const services = createFakeServices(tablet);
  const { kept, names } = watchKept(services.kept);
  render(
    <App services={{ ...services, kept }} linkedCode={null} address="https://suchi.example" />,
  );
  await screen.findByRole('heading', { level: 1, name: person.name });
  const ofPerson = (): string[] => [...names].filter((name) => name.includes(person.key));
  return { ofPerson };
}

const leave = async (): Promise<void> => {
  fireEvent.click(document.querySelector('.person-head .back')!);
  await screen.findByRole('searchbox');
};

describe('a person’s page that is left', () => {
  it('keeps nothing of the person, so that a day of five hundred takes no more memory than their records', async () => {
    const { ofPerson } = await openPerson(0);
    expect(ofPerson()).not.toEqual([]);
    await leave();
    expect(ofPerson()).toEqual([]);
  });
});
