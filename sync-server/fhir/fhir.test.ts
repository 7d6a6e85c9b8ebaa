// Promise 7: what is exported is FHIR R4 to two foreign validators and keeps this register's own invariants, over generated cases.

import fc from 'fast-check';
import type { Immunization } from 'fhir/r4';
import { describe, expect, it } from 'vitest';
import {
  findByFhir,
  findByMedplum,
  findFhirFaults,
  holds,
} from '../../scripts/testing/fhir-validators.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import { appointmentKey, walkInKey } from '../../schemas/events/event.ts';
import { createLogId, createServerLogId } from '../../schemas/log/log-id.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { aefiToAdverseEvent, type AefiFacts } from './aefi-to-adverse-event.ts';
import { describeCapabilities } from './capability-statement.ts';
import { centreToLocation } from './centre-to-location.ts';
import { countsToMeasureReport } from './counts-to-measure-report.ts';
import { doseToImmunization, standingOf, type DoseRecordFacts } from './dose-to-immunization.ts';
import { caseToId, eventToId, idToCase, idToEvent } from './fhir-id.ts';
import { notTodayToImmunization, type NotTodayFacts } from './not-today-to-immunization.ts';
import { problemToOutcome } from './operation-outcome.ts';
import { personToPatient, type PersonFacts } from './person-to-patient.ts';
import { toSearchBundle } from './search-bundle.ts';

const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length });
const tabletLog = fc.tuple(bytes(5), bytes(5)).map(([key, rotation]) => createLogId(key, rotation));
const serverLog = fc.nat(50_000).map((centre) => createServerLogId(3, '0badcafe', centre));
const refIn = (log: fc.Arbitrary<string>) =>
  fc.record({
    log,
    seq: fc.oneof(fc.integer({ min: 1, max: 4_000 }), fc.constant(Number.MAX_SAFE_INTEGER)),
    h: bytes(8).map(bytesToBase64url),
  });
const ref = refIn(tabletLog);
/** Names as lists hold them: one letter, two hundred, conjuncts, markup, blanks of every kind. */
const words = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    'ज्ञानेश्वर क्षीरसागर',
    '<b>O’Neil</b>',
    '=cmd|x',
    ' \u00a0 ',
    'a\u2003b',
    'क'.repeat(200),
    'Sunita  Devi',
    '\u202eabc',
    'tab\there',
    'constructor',
    '__proto__',
  ),
);
const epoch = fc.oneof(
  fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }),
  fc.constantFrom(0, 253_402_300_799, 4_070_908_800),
);
const day = fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }).map(istDayOf);
const caseKey = fc.oneof(
  fc
    .tuple(fc.integer({ min: 1, max: 9_999_999 }), fc.nat(65_535))
    .map(([no, check]) => appointmentKey(no, check)),
  ref.map(walkInKey),
  fc.constant(walkInKey({ log: 'no log of ours', seq: 1, h: 'AAAAAAAAAAA' })),
);
const recordFacts = {
  centreId: fc.integer({ min: 1, max: 999_999 }),
  centreName: words,
  caseKey,
  receivedAt: epoch,
  changedAt: epoch,
  by: fc.option(fc.record({ staffId: words, name: fc.option(words) })),
};
const doseFacts: fc.Arbitrary<DoseRecordFacts> = fc.record({
  ...recordFacts,
  ref,
  day,
  givenAt: epoch,
  doseNumber: fc.integer({ min: 1, max: 5 }),
  product: fc.oneof(words, fc.constantFrom('COVISHIELD', 'COVAXIN', 'SPUTNIK V', 'CORBEVAX')),
  vaccineBatch: words,
  expiry: fc.option(fc.oneof(day, fc.constantFrom('2021-13-01', 'soon', ''))),
  state: fc.constantFrom('received', 'waiting', 'confirmed', 'held', 'accepted', 'revoked'),
  isError: fc.boolean(),
});
const notTodayFacts: fc.Arbitrary<NotTodayFacts> = fc.record({
  ...recordFacts,
  ref,
  day,
  at: epoch,
  outcome: fc.constantFrom('deferred', 'refused', 'absent'),
  reason: fc.oneof(words, fc.constantFrom('fever', 'vaccine-finished', 'did-not-come')),
  nextDate: fc.option(fc.oneof(day, fc.constant('2021-02-30'))),
  product: fc.option(words),
  isError: fc.boolean(),
});
const personFacts: fc.Arbitrary<PersonFacts> = fc.record({
  centreId: recordFacts.centreId,
  caseKey,
  name: words,
  birthYear: fc.option(fc.oneof(fc.integer({ min: 1900, max: 2020 }), fc.constantFrom(0, 85))),
  gender: fc.option(fc.constantFrom('Female', 'Male', 'Other', 'F')),
  mobileNumber: fc.option(fc.constantFrom('9876543210', '98765', '')),
  referenceId: fc.option(fc.constantFrom('61399127700001', '0139912770000')),
});
const aefiFacts: fc.Arbitrary<AefiFacts> = fc.record({
  ...recordFacts,
  ref: refIn(fc.oneof(tabletLog, serverLog)),
  isError: fc.boolean(),
  body: fc.record(
    {
      severity: fc.constantFrom('minor', 'severe', 'serious', 'death'),
      doseEvent: fc.option(fc.oneof(ref, fc.constant({ log: 'x', seq: 1, h: 'AAAAAAAAAAA' }))),
      onsetAt: fc.oneof(epoch, fc.maxSafeInteger()),
      onsetPrecision: fc.constantFrom('minute', 'day'),
      symptoms: fc.array(words, { minLength: 1, maxLength: 4 }),
      otherSymptoms: words,
      actions: fc.array(words, { maxLength: 3 }),
      referredTo: fc.option(words),
      outcome: fc.constantFrom(
        'under-observation',
        'recovering',
        'recovered',
        'in-hospital',
        'disability',
        'died',
        'unknown',
      ),
      source: fc.constantFrom('seen-by-staff', 'beneficiary', 'family', 'hospital', 'other'),
      follows: ref,
    },
    {
      requiredKeys: [
        'severity',
        'doseEvent',
        'onsetAt',
        'onsetPrecision',
        'symptoms',
        'actions',
        'referredTo',
        'outcome',
        'source',
      ],
    },
  ),
});

const inState = (...codes: readonly string[]): string =>
  `meta.tag.where(system = 'urn:suchi:fhir:dose-state' and (${codes.map((code) => `code = '${code}'`).join(' or ')})).exists()`;
const isDone = "(status = 'completed')";
/** Each holds of every exported Immunization. */
const invariants = [
  "status != 'not-done' or (statusReason.coding.where(system = 'urn:suchi:fhir:not-today').exists() and lotNumber.empty() and protocolApplied.empty())",
  `${isDone}.not() or (statusReason.empty() and protocolApplied.doseNumber.exists())`,
  `(${isDone} and primarySource.exists()).not() or ${inState('confirmed', 'accepted')}`,
  `(${isDone} and primarySource.empty()).not() or modifierExtension.where(url = 'urn:suchi:fhir:ext:being-checked').exists()`,
  "modifierExtension.empty() or meta.security.where(code = 'UNCERTREL').exists()",
  "status != 'entered-in-error' or (primarySource.empty() and modifierExtension.empty())",
  `${inState('revoked')}.not() or status = 'entered-in-error'`,
  'occurrence.exists() and recorded.exists() and location.exists() and patient.exists()',
  "id.matches('^[A-Za-z0-9.-]{1,64}$')",
];
const brokenInvariants = (resource: Immunization): string[] =>
  invariants.filter((each) => !holds(each, resource));

const runs = { numRuns: 250 };

describe('promise 7: exported records are FHIR R4 to both validators', () => {
  it('every dose, in every state', () => {
    fc.assert(
      fc.property(doseFacts, (facts) => {
        const resource = doseToImmunization(facts);
        expect(findFhirFaults(resource)).toEqual([]);
        expect(brokenInvariants(resource)).toEqual([]);
      }),
      runs,
    );
  });

  it('every deferral, refusal and absence', () => {
    fc.assert(
      fc.property(notTodayFacts, (facts) => {
        const resource = notTodayToImmunization(facts);
        expect(findFhirFaults(resource)).toEqual([]);
        expect(brokenInvariants(resource)).toEqual([]);
      }),
      runs,
    );
  });

  it('every person, whatever their name', () => {
    fc.assert(
      fc.property(personFacts, (facts) => {
        const resource = personToPatient(facts);
        expect(resource === null).toBe(caseToId(facts) === null);
        if (resource !== null) expect(findFhirFaults(resource)).toEqual([]);
      }),
      runs,
    );
  });

  it('every AEFI report and its follow-up', () => {
    fc.assert(
      fc.property(aefiFacts, (facts) => {
        const resource = aefiToAdverseEvent(facts);
        expect(findFhirFaults(resource)).toEqual([]);
        expect(holds('modifierExtension.exists()', resource)).toBe(facts.isError);
      }),
      runs,
    );
  });

  it('every day of counts, whose groups add up to the centres', () => {
    const row = fc.record({
      centreId: fc.integer({ min: 1, max: 5 }),
      centreName: words,
      product: fc.oneof(words, fc.constantFrom('COVISHIELD', 'COVAXIN')),
      doseNumber: fc.integer({ min: 1, max: 5 }),
      state: fc.constantFrom('waiting', 'confirmed', 'revoked'),
      doses: fc.integer({ min: -1, max: 300 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), words, epoch, (counts, district, asOf) => {
        const facts = {
          id: '2021-05-21.0badcafe0badcafe',
          district,
          day: '2021-05-21',
          asOf,
          counts,
        };
        const resource = countsToMeasureReport(facts);
        expect(findFhirFaults(resource)).toEqual([]);
        const sum = (of: readonly { readonly count?: number | undefined }[] = []): number =>
          of.reduce((total, { count = 0 }) => total + count, 0);
        for (const group of resource.group ?? []) {
          const ofCentres = group.stratifier![0]!.stratum!.flatMap((each) => each.population ?? []);
          expect(sum(ofCentres)).toBe(sum(group.population));
        }
        const all = sum((resource.group ?? []).flatMap((group) => group.population ?? []));
        expect(all).toBe(counts.reduce((total, each) => total + Math.max(0, each.doses), 0));
      }),
      { numRuns: 100 },
    );
  });

  it('the centre, the capability statement, an error, and a page of records', () => {
    const centre = {
      centreId: 46420,
      name: 'PHC Karjat',
      block: 'Karjat',
      district: 'Raigad',
      state: 'Maharashtra',
      pincode: '',
    };
    const [dose] = fc.sample(doseFacts, { numRuns: 1, seed: 7 });
    const bundle = toSearchBundle({
      self: 'https://x.example/fhir/Immunization?_count=1',
      next: 'https://x.example/fhir/Immunization?_count=1&_after=d~1~2021-01-01~a',
      base: 'https://x.example/fhir',
      resources: [doseToImmunization(dose!)],
      notice: '3 doses are still being checked.',
    });
    for (const resource of [
      centreToLocation(centre),
      describeCapabilities({
        appVersion: '0.1.0',
        base: 'https://x.example/fhir',
        asOf: 1_790_000_000,
      }),
      problemToOutcome({ type: '/problems/not-found', title: 'Nothing here.', status: 404 }),
      bundle,
    ])
      expect(findFhirFaults(resource)).toEqual([]);
  });

  it('and each invariant can be broken', () => {
    const facts = fc.sample(doseFacts, { numRuns: 1, seed: 3 })[0]!;
    const held = doseToImmunization({ ...facts, state: 'held', isError: false });
    const { modifierExtension: _, ...unmarked } = held;
    expect(brokenInvariants(unmarked)).not.toEqual([]);
    expect(brokenInvariants({ ...held, primarySource: true })).not.toEqual([]);
    const { meta: __, ...untagged } = doseToImmunization({
      ...facts,
      state: 'accepted',
      isError: false,
    });
    expect(brokenInvariants(untagged)).not.toEqual([]);
    expect(brokenInvariants({ ...held, status: 'not-done' })).not.toEqual([]);
    expect(brokenInvariants({ ...held, id: 'a_b' })).not.toEqual([]);
  });

  it.each([
    ['a status FHIR does not know', { status: 'given' }, findByFhir],
    ['a month that is none', { occurrenceDateTime: '2021-13-01' }, findByMedplum],
    ['a field that is none', { doseNumber: 1 }, findByMedplum],
    ['a date in the year 10000', { occurrenceDateTime: '10000-01-01' }, findByMedplum],
    ['no vaccine code', { vaccineCode: undefined }, findByMedplum],
    [
      'a dose numbered as text',
      { protocolApplied: [{ doseNumberPositiveInt: 'one' }] },
      findByMedplum,
    ],
  ] as const)('and the validators do find %s', (_, fault, find) => {
    const [dose] = fc.sample(doseFacts, { numRuns: 1, seed: 3 });
    const resource: Immunization = doseToImmunization(dose!);
    expect(find(resource)).toEqual([]);
    expect(find({ ...resource, ...fault })).not.toEqual([]);
  });
});

describe('ids', () => {
  it('lead back to the event and the case they were made of, and hold nothing of a person', () => {
    fc.assert(
      fc.property(doseFacts, (facts) => {
        const id = eventToId(facts);
        expect(idToEvent(id)).toEqual({ centreId: facts.centreId, ref: facts.ref });
        const patient = caseToId(facts);
        if (patient !== null) expect(idToCase(patient)).toMatchObject({ caseKey: facts.caseKey });
        const { centreId, ref: place } = facts;
        expect(eventToId({ centreId, ref: place })).toBe(id);
      }),
    );
  });

  it.each(['', '1', '1.a', '1.aX-2', "1.a1-2'", '1.ABCDEFGH.12345678.1.xyz', '../1.a1-2'])(
    'read nothing out of %s',
    (text) => {
      expect(idToEvent(text)).toBeNull();
      expect(idToCase(text)).toBeNull();
    },
  );
});

it('a dose is given only where it was confirmed or accepted and is no mistake', () => {
  fc.assert(
    fc.property(doseFacts, (facts) => {
      const { status, primarySource } = doseToImmunization(facts);
      const isSettled = facts.state === 'confirmed' || facts.state === 'accepted';
      const isGiven = status === 'completed' && primarySource === true;
      expect(isGiven).toBe(isSettled && !facts.isError);
      expect(standingOf(facts) === 'withdrawn').toBe(status === 'entered-in-error');
    }),
  );
});
