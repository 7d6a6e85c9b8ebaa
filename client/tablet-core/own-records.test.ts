// Tests that whoever's record moved is told of, and nobody else: at the end of a day five hundred others stand on the list.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identityKey } from '../../schemas/log/hash-chain.ts';
import type { KnownEvent } from '../read-model/case-index.ts';
import { createOwnRecords, placeKey, type ServerWords } from './own-records.ts';

const event = (log: string, seq: number, kind = 'dose-administered'): KnownEvent => ({
  identity: { log, seq, hash: `hash-${seq}` },
  event: { kind } as KnownEvent['event'],
  by: null,
  isOwn: true,
});
const key = (entry: KnownEvent): string => identityKey(entry.identity);
const said = (
  haves: Readonly<Record<string, number>>,
  words: Readonly<Record<string, string>> = {},
): ServerWords => ({
  haves: new Map(Object.entries(haves)),
  words: new Map(Object.entries(words)),
});

describe('own doses', () => {
  it('are told of when the server has them, has them no more, or says another word, and then no more', () => {
    const records = createOwnRecords();
    const doses = [2, 4, 6].map((seq) => event('A', seq));
    for (const dose of doses) records.carried(dose, dose.identity);
    records.carried(event('A', 5, 'checked-in'), { log: 'A', seq: 5 });
    records.hear(said({ A: 5 }));
    expect(records.unshown()).toEqual([key(doses[0]!), key(doses[1]!)]);
    records.shown(records.unshown());
    records.hear(said({ A: 5 }, { 'A/4': 'confirmed' }));
    expect(records.unshown()).toEqual([key(doses[1]!)]);
    records.shown(records.unshown());
    records.hear(said({ A: 5 }, { 'A/4': 'confirmed' }));
    expect(records.unshown()).toEqual([]);
    records.hear(said({ A: 1 }, { 'A/4': 'held' }));
    expect(records.unshown()).toEqual([key(doses[0]!), key(doses[1]!)]);
  });

  it('are told of also where a later row carries them', () => {
    const records = createOwnRecords();
    const dose = event('A', 2);
    records.carried(dose, dose.identity);
    records.hear(said({ A: 1 }));
    records.carried(dose, { log: 'B', seq: 1 });
    expect(records.unshown()).toEqual([]);
    records.hear(said({ A: 1, B: 1 }));
    expect(records.unshown()).toEqual([key(dose)]);
    expect(records.recordOf(key(dose))).toEqual({ isOnServer: true, word: null });
  });

  it('are told of where the server had the later row before it was read here', () => {
    const records = createOwnRecords();
    const dose = event('A', 2);
    records.carried(dose, dose.identity);
    records.hear(said({ A: 1, B: 1 }));
    records.carried(dose, { log: 'B', seq: 1 });
    expect(records.unshown()).toEqual([key(dose)]);
  });

  it('stay to be told of until they were shown, whatever is heard meanwhile; no change of a record is missed', () => {
    const words = ['waiting', 'confirmed', 'held'];
    const hearing = fc.record({ have: fc.nat(8), seq: fc.nat(8), word: fc.constantFrom(...words) });
    fc.assert(
      fc.property(fc.array(hearing, { maxLength: 12 }), fc.nat(11), (hearings, shownAfter) => {
        const records = createOwnRecords();
        const doses = [1, 3, 5, 7].map((seq) => event('A', seq));
        for (const dose of doses) records.carried(dose, dose.identity);
        const screen = new Map(doses.map((dose) => [key(dose), records.recordOf(key(dose))]));
        const all = new Map<string, string>();
        hearings.forEach(({ have, seq, word }, i) => {
          all.set(placeKey({ log: 'A', seq }), word);
          records.hear({ haves: new Map([['A', have]]), words: new Map(all) });
          if (i === shownAfter) return;
          const unshown = records.unshown();
          for (const each of unshown) screen.set(each, records.recordOf(each));
          records.shown(unshown);
        });
        for (const each of records.unshown()) screen.set(each, records.recordOf(each));
        for (const dose of doses)
          expect(screen.get(key(dose))).toEqual(records.recordOf(key(dose)));
      }),
    );
  });
});
