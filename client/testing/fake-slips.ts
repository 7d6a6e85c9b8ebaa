// Owns slips at the fake tablet: "slip N" is the one of the n-th made-up booking; whatever else is named is refused by its name.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import type { Case, CaseEntry } from '../../schemas/fold/case.ts';
import type { PersonRow, SaveOutcome, SlipReading, Tablet } from '../tablet.ts';

export function createFakeSlips(parts: {
  readonly people: ReadonlySignal<readonly PersonRow[]>;
  readonly append: (name: string, write: (ref: EventReference) => void) => Promise<SaveOutcome>;
  readonly changeCase: (key: string, how: (folded: Case) => Case) => void;
  readonly entry: <Body>(ref: EventReference, body: Body) => CaseEntry<Body>;
}): Pick<Tablet, 'readSlip' | 'slipInHand' | 'recordSlip'> {
  const { people, append, changeCase, entry } = parts;
  const slipInHand = signal<string | null>(null);
  const read = (text: string): SlipReading => {
    const position = /^slip (\d+)$/.exec(text)?.[1];
    if (position === undefined)
      return {
        outcome: text as Exclude<SlipReading['outcome'], 'of-person' | 'used' | 'other-day'>,
      };
    const person = people.value[Number(position) - 1]!;
    const isUsed = person.folded.progress === 'dosed';
    return { outcome: isUsed ? 'used' : 'of-person', key: person.key };
  };
  return {
    slipInHand,
    readSlip: async (text) => {
      const reading = read(text);
      slipInHand.value = reading.outcome === 'of-person' ? reading.key : null;
      return reading;
    },
    recordSlip: (person) => {
      slipInHand.value = null;
      return append('recordSlip', (ref) =>
        changeCase(person.key, (folded) => ({
          ...folded,
          codesTried: [...folded.codesTried, entry(ref, { matches: true, masked: 0, slip: 'x' })],
        })),
      );
    },
  };
}
