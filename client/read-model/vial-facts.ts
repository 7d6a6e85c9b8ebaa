// Owns what is known of a vial: its opening, its discarding, and how many doses were drawn from it.

import type { Case } from '../../schemas/fold/case.ts';
import { openVialOutlook } from '../../schemas/rules/open-vial.ts';
import type { RuleSet } from '../../schemas/rules/rule-set.ts';
import type { VialRow } from '../tablet.ts';
import type { VialEvents } from './case-index.ts';

/** A vial without its clock: what the read model stores. */
export interface VialFacts {
  readonly vaccinationSession: string;
  readonly name: string;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly openedAt: number;
  readonly dosesNominal: number;
  readonly drawn: number;
  readonly isDiscarded: boolean;
  readonly isOwn: boolean;
  /** The log in which it was opened. */
  readonly openedIn: string;
  /** Doses thrown away with it. */
  readonly dosesDiscarded: number;
}

/** Null for a vial nobody has opened as far as this tablet knows. The first opening by identity wins on every tablet alike. */
export function vialFactsOf(events: VialEvents, drawn: number): VialFacts | null {
  const opening = [...events.opened].sort((a, b) =>
    `${a.identity.log}/${a.identity.seq}` < `${b.identity.log}/${b.identity.seq}` ? -1 : 1,
  )[0];
  if (opening === undefined) return null;
  const { product, vaccineBatch, dosesNominal } = opening.body;
  return {
    vaccinationSession: events.vaccinationSession,
    name: events.name,
    product,
    vaccineBatch,
    openedAt: opening.body.openedAt ?? opening.event.at,
    dosesNominal,
    drawn,
    isDiscarded: events.discarded.length > 0,
    isOwn: events.opened.some((entry) => entry.isOwn),
    openedIn: opening.identity.log,
    dosesDiscarded: Math.max(0, ...events.discarded.map((entry) => entry.body.dosesLeft)),
  };
}

/** Vials that a case drew from, once per dose; a record made in error drew nothing. */
export function drawsOf(
  folded: Case,
): { readonly vaccinationSession: string; readonly name: string }[] {
  return folded.doses
    .filter((dose) => dose.enteredInError === null)
    .map((dose) => ({ vaccinationSession: dose.body.vaccinationSession, name: dose.body.vial }));
}

/** `now` in epoch seconds. A product without a rule row is counted, and has no end of time. */
export function vialRowOf(facts: VialFacts, rules: RuleSet, now: number): VialRow {
  const { vaccinationSession, name, product, vaccineBatch, openedAt, dosesNominal } = facts;
  const rule = rules.products.find((row) => row.product === product);
  const outlook = rule === undefined ? null : openVialOutlook(rule, facts, now);
  return {
    vaccinationSession,
    name,
    product,
    vaccineBatch,
    openedAt,
    dosesNominal,
    drawn: facts.drawn,
    dosesLeft: outlook?.dosesLeft ?? Math.max(0, dosesNominal - facts.drawn),
    minutesLeft: outlook?.minutesLeft ?? Number.MAX_SAFE_INTEGER,
    isPastTime: outlook?.isPastTime ?? false,
    isDiscarded: facts.isDiscarded,
    openedIn: facts.openedIn,
    dosesDiscarded: facts.dosesDiscarded,
  };
}
