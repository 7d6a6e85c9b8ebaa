// Runs in a page of its own beside the app: the tablet's real core without screens, so that a test can record a whole day in seconds.

import { createBrowserTablet } from '../../../client/tablet-core/browser-tablet.ts';
import type { Tablet } from '../../../client/tablet.ts';

/** What a test finds in the page. */
export interface CorePage {
  readonly tablet: Tablet;
  /** Four events: the check, a code that was misread, the right one, the dose. What each said. */
  readonly recordPerson: (referenceId: string, code: number) => Promise<readonly string[]>;
  readonly openVial: () => Promise<string>;
}

const tablet = createBrowserTablet();

async function openVial(): Promise<string> {
  const day = tablet.day.value!;
  const session = day.vaccinationSessions[0]!;
  const stock = day.stock.find((each) => each.product === session.product) ?? day.stock[0]!;
  const saved = await tablet.openVial({
    vaccinationSession: session.vaccinationSession,
    name: tablet.suggestVialName(),
    product: stock.product,
    vaccineBatch: stock.vaccineBatch,
    expiry: stock.expiry,
    dosesNominal: 10,
  });
  return saved.outcome;
}

async function recordPerson(referenceId: string, code: number): Promise<readonly string[]> {
  const person = tablet.people.value.find((each) => each.referenceId === referenceId)!;
  const vial = tablet.vials.value.find((each) => each.dosesLeft > 0) ?? tablet.vials.value[0]!;
  const checked = await tablet.checkIn(person, {
    idType: 'aadhaar',
    idSeen: 'matches',
    screening: 'clear',
    noticeLanguage: 'mr',
  });
  const misread = await tablet.recordCodeTry(person, (code + 1) % 10_000, false);
  const tried = await tablet.recordCodeTry(person, code, true);
  const dose = await tablet.recordDose({
    person,
    vial,
    doseNumber: person.doseNumber,
    code: tried.outcome === 'saved' ? tried.ref : null,
  });
  return [checked, misread, tried, dose].map((saved) => saved.outcome);
}

const core: CorePage = { tablet, recordPerson, openVial };
Object.assign(globalThis, { core });
