// Owns the choice of the person a reaction is about: whoever has a dose here, found by name, token, number or phone.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';
import { tokenOf } from '../../room/board.ts';
import type { PersonRow, Tablet } from '../../tablet.ts';

const shownMax = 20;

export interface WhomModel {
  readonly search: ReadonlySignal<string>;
  readonly found: ReadonlySignal<readonly PersonRow[]>;
  readonly type: (text: string) => void;
}

/** The latest doses first: most reactions are about somebody who has just had one. */
export function createWhomModel(tablet: Tablet): WhomModel {
  const search = signal('');
  return {
    search,
    found: computed(() => {
      const words = normaliseDigits(search.value).toLowerCase().split(/\s+/).filter(Boolean);
      return tablet.people.value
        .filter((person) => person.folded.doses.some((dose) => dose.enteredInError === null))
        .filter((person) => words.every((word) => textOf(person).includes(word)))
        .sort((a, b) => lastDoseAt(b) - lastDoseAt(a))
        .slice(0, shownMax);
    }),
    type: (text) => void (search.value = text),
  };
}

function textOf(person: PersonRow): string {
  const tokens = person.folded.doses.map((dose) => tokenOf(dose.ref).toLowerCase());
  return [person.searchText, ...tokens].join(' ');
}

function lastDoseAt(person: PersonRow): number {
  return Math.max(...person.folded.doses.map((dose) => dose.at));
}
