// Owns what leaves through the FHIR door: whose records, in which state, page by page, each read audited, and a day of any size in little memory.

import type { AdverseEvent, Bundle, Immunization, MeasureReport, Patient } from 'fhir/r4';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findFhirFaults } from '../../scripts/testing/fhir-validators.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { addDays, istDayOf } from '../../schemas/rules/day.ts';
import { addAccount } from '../accounts/accounts.ts';
import type { Place } from '../accounts/place.ts';
import { endTokens, makeToken } from '../accounts/tokens.ts';
import { caseToId, eventToId } from '../fhir/fhir-id.ts';
import { insertMany } from '../store/bulk-insert.ts';
import type { DoseTable } from '../store/schema.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, farCentre, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';
import { linesAtOnceMax, streamDay } from './stream-day.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;

describe.each(testEngines)('records for other registers, on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  let token: string;
  let day: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    day = istDayOf(t.deployment.now);
    token = await tokenFor('register', district);
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.append(
      'vial-opened',
      { vaccinationSession: 'vs-1', vial: 'A1' },
      { product: 'COVISHIELD', vaccineBatch: 'B1', expiry: '2027-03-31', dosesNominal: 10 },
    );
  });
  afterEach(() => t.stop());

  const tokenFor = async (account: string, place: Place): Promise<string> => {
    await addAccount(t.parts, { account, name: account, role: 'record-reader', place });
    return (await makeToken(t.parts, account, 30))!.token;
  };
  const ask = (path: string, as = token): Promise<Response> =>
    Promise.resolve(t.app.request(path, { headers: { authorization: `Bearer ${as}` } }));
  const read = async <Answer>(path: string, as = token): Promise<Answer> => {
    const answer = await ask(path, as);
    expect([path, answer.status]).toEqual([path, 200]);
    const body = (await answer.json()) as object;
    expect(findFhirFaults(body)).toEqual([]);
    return body as Answer;
  };
  const matchesOf = ({ entry = [] }: Bundle): Immunization[] =>
    entry
      .filter(({ search }) => search?.mode === 'match')
      .map(({ resource }) => resource as Immunization);
  const search = async (query: string, as = token): Promise<Immunization[]> =>
    matchesOf(await read<Bundle>(`/fhir/Immunization?${query}`, as));
  const give = (no: number, isRight = true): EventReference => {
    const subject = t.deployment.subjectOf(no);
    const code = (t.deployment.codeOf(no) + (isRight ? 0 : 103)) % 10_000;
    return tablet.giveDose(subject, tablet.tryCode(subject, code));
  };
  const notToday = (no: number, outcome: string, reason: string): EventReference =>
    tablet.append('not-today', t.deployment.subjectOf(no), {
      outcome,
      reason,
      nextDate: outcome === 'deferred' ? '2026-12-01' : null,
      ends: [],
    });
  const takeBack = (no: number, target: EventReference): EventReference =>
    tablet.append(
      'entered-in-error',
      t.deployment.subjectOf(no),
      { target, reason: 'wrong-person' },
      { mayDose: true },
    );
  const send = () => t.deployment.exchange(tablet.request());
  const idOf = (ref: EventReference, centreId = testCentre): string => eventToId({ centreId, ref });
  const patientOf = (no: number): string => {
    const { appointmentNo, check } = t.deployment.subjectOf(no);
    return caseToId({ centreId: testCentre, caseKey: `a${appointmentNo}-${check}` })!;
  };
  const decide = async (dose: EventReference, decision: 'accepted' | 'revoked') => {
    const cookie = await t.signInAs(`meera${decision}${dose.seq}`, 'district-supervisor', district);
    const open = (await (await t.get(`/v1/desk/days/${day}/open`, cookie)).json()) as {
      doseEvent: EventReference;
      caseKey: string;
      caseHash: string;
      reasons: { reason: string }[];
    }[];
    const shown = open.find(({ doseEvent }) => doseEvent.seq === dose.seq)!;
    const { caseKey, caseHash, doseEvent } = shown;
    const reasons = shown.reasons.map(({ reason }) => reason);
    const answer = await t.post(
      '/v1/desk/decisions',
      { centreId: testCentre, caseKey, caseHash, doseEvent, decision, reasons, note: 'asked them' },
      cookie,
    );
    expect(await answer.json()).toEqual({ outcome: 'decided' });
  };

  it('gives a confirmed dose as completed, with vial, place, giver and number, and nothing personal in its id', async () => {
    const dose = give(3);
    await send();
    const [record, ...more] = await search(`date=${day}`);
    expect(more).toEqual([]);
    expect(record).toMatchObject({
      id: idOf(dose),
      status: 'completed',
      primarySource: true,
      lotNumber: 'B1',
      expirationDate: '2027-03-31',
      patient: { reference: `Patient/${patientOf(3)}` },
      location: { reference: `Location/${testCentre}`, display: 'Test PHC' },
      performer: [{ actor: { display: 'Vaccinator 1' } }],
      protocolApplied: [{ doseNumberPositiveInt: 1 }],
    });
    expect(record!.vaccineCode.coding).toContainEqual({
      system: 'http://hl7.org/fhir/sid/cvx',
      code: '210',
    });
    const patient = await read<Patient>(`/fhir/${record!.patient.reference}`);
    expect(patient).toMatchObject({
      name: [{ text: 'Person 3' }],
      gender: 'female',
      birthDate: '1953',
      telecom: [{ value: '+919800000003' }],
    });
    for (const personal of ['Person', '9800000003', '61399127700003', '1953'])
      expect(`${record!.id} ${patient.id}`).not.toContain(personal);
    expect(await read(`/fhir/Location/${testCentre}`)).toMatchObject({ name: 'Test PHC' });
  });

  it('keeps doses that are being checked out of the answer, says how many, and marks them where they are asked for', async () => {
    give(3);
    const wrong = give(4, false);
    const waiting = tablet.giveDose(t.deployment.subjectOf(5), null);
    await send();
    const bundle = await read<Bundle>(`/fhir/Immunization?date=${day}`);
    expect(matchesOf(bundle)).toHaveLength(1);
    expect(JSON.stringify(bundle.entry)).toContain('2 recorded doses are still being checked');
    const asked = await search(
      `date=${day}&_tag=urn:suchi:fhir:dose-state|held,urn:suchi:fhir:dose-state|waiting`,
    );
    expect(new Set(asked.map(({ id }) => id))).toEqual(new Set([idOf(wrong), idOf(waiting)]));
    for (const record of [
      ...asked,
      await read<Immunization>(`/fhir/Immunization/${idOf(wrong)}`),
    ]) {
      expect(record.status).toBe('completed');
      expect(record.primarySource).toBeUndefined();
      expect(record.modifierExtension?.[0]?.url).toBe('urn:suchi:fhir:ext:being-checked');
      expect(record.meta?.security?.[0]?.code).toBe('UNCERTREL');
    }
  });

  it('gives what a supervisor accepted as completed, and what was withdrawn as entered in error', async () => {
    const accepted = give(4, false);
    const revoked = give(5, false);
    await send();
    await decide(accepted, 'accepted');
    await decide(revoked, 'revoked');
    const records = await search(`date=${day}`);
    const byId = new Map(records.map((record) => [record.id, record]));
    expect(byId.get(idOf(accepted))).toMatchObject({ status: 'completed', primarySource: true });
    expect(byId.get(idOf(revoked))).toMatchObject({ status: 'entered-in-error' });
    expect((await search(`date=${day}&status=entered-in-error`)).map(({ id }) => id)).toEqual([
      idOf(revoked),
    ]);
  });

  it('keeps the id of a dose that was a mistake, so that who has it learns of it', async () => {
    const dose = give(3);
    await send();
    t.deployment.now += 600;
    const before = new Date(t.deployment.now * 1000).toISOString();
    expect(await search(`_lastUpdated=ge${before}`)).toEqual([]);
    takeBack(3, dose);
    await send();
    const [record] = await search(`_lastUpdated=ge${before}`);
    expect(record).toMatchObject({ id: idOf(dose), status: 'entered-in-error' });
    expect(Date.parse(record!.meta!.lastUpdated!)).toBeGreaterThanOrEqual(Date.parse(before));
  });

  it('still gives a dose that was confirmed before somebody contradicted it, marked as in question', async () => {
    const dose = give(3);
    await send();
    const subject = t.deployment.subjectOf(3);
    tablet.tryCode(subject, (t.deployment.codeOf(3) + 103) % 10_000);
    await send();
    const [record] = await search(`date=${day}`);
    expect(record?.id).toBe(idOf(dose));
    expect(record?.modifierExtension?.[0]).toMatchObject({ valueCode: 'held' });
  });

  it('gives each deferral, refusal and absence as not done with its reason', async () => {
    const rows = [
      notToday(6, 'deferred', 'fever'),
      notToday(7, 'refused', 'fear'),
      notToday(8, 'absent', 'did-not-come'),
    ];
    takeBack(8, rows[2]!);
    await send();
    const records = await search(`date=${day}&status=not-done`);
    expect(records.map(({ id }) => id!).sort()).toEqual(
      rows
        .slice(0, 2)
        .map((ref) => idOf(ref))
        .sort(),
    );
    const deferred = records.find(({ id }) => id === idOf(rows[0]!))!;
    expect(deferred.statusReason).toMatchObject({
      coding: [{ code: 'deferred' }, { code: 'MEDPREC' }],
      text: 'fever',
    });
    expect(deferred.extension?.[0]).toMatchObject({ valueDate: '2026-12-01' });
    expect(deferred.vaccineCode.text).toBe('COVISHIELD');
    const mistaken = await read<Immunization>(`/fhir/Immunization/${idOf(rows[2]!)}`);
    expect(mistaken.status).toBe('entered-in-error');
    expect(await search(`date=${addDays(day, 1)}`)).toEqual([]);
  });

  it('gives AEFI reports with the dose they followed, and tells a mistake by what must not be overlooked', async () => {
    const dose = give(3);
    const report = (severity: string): EventReference =>
      tablet.append('aefi-reported', t.deployment.subjectOf(3), {
        severity,
        doseEvent: dose,
        onsetAt: t.deployment.now - 60,
        onsetPrecision: 'minute',
        symptoms: ['pain-at-site'],
        actions: [],
        referredTo: null,
        outcome: 'recovered',
        source: 'seen-by-staff',
      });
    const [mild, grave] = [report('minor'), report('serious')];
    takeBack(3, mild);
    await send();
    const { entry = [] } = await read<Bundle>('/fhir/AdverseEvent');
    const events = entry.map(({ resource }) => resource as AdverseEvent);
    expect(events.map(({ id }) => id!).sort()).toEqual([idOf(mild), idOf(grave)].sort());
    const serious = await read<AdverseEvent>(`/fhir/AdverseEvent/${idOf(grave)}`);
    expect(serious.suspectEntity?.[0]?.instance.reference).toBe(`Immunization/${idOf(dose)}`);
    expect(serious.seriousness?.coding?.[0]?.code).toBe('serious');
    expect(serious.modifierExtension).toBeUndefined();
    const mistaken = await read<AdverseEvent>(`/fhir/AdverseEvent/${idOf(mild)}`);
    expect(mistaken.modifierExtension?.[0]?.valueBoolean).toBe(true);
  });

  it('gives each record once over pages of any size, in one order', async () => {
    const given = [2, 3, 4, 5, 9].map((no) => give(no));
    const deferred = [10, 11, 12].map((no) => notToday(no, 'deferred', 'fever'));
    await send();
    const other = await t.deployment.enrolTablet(otherCentre);
    await other.unlock('st-1');
    other.openVial();
    const subject = t.deployment.subjectOf(1);
    const elsewhere = other.giveDose(subject, other.tryCode(subject, t.deployment.codeOf(1)));
    const deferredElsewhere = other.append('not-today', t.deployment.subjectOf(2), {
      outcome: 'absent',
      reason: 'moved',
      nextDate: null,
      ends: [],
    });
    await t.deployment.exchange(other.request());
    const all = [
      ...[...given, ...deferred].map((ref) => idOf(ref)),
      ...[elsewhere, deferredElsewhere].map((ref) => idOf(ref, otherCentre)),
    ].sort();
    for (const count of [1, 2, 3, 7, 10, 11]) {
      const seen: string[] = [];
      let path: string | undefined = `/fhir/Immunization?_count=${count}&date=ge${day}`;
      while (path !== undefined) {
        const bundle: Bundle = await read<Bundle>(path);
        const page = matchesOf(bundle);
        expect(page.length).toBeLessThanOrEqual(count);
        seen.push(...page.map(({ id }) => id!));
        const next = bundle.link?.find(({ relation }) => relation === 'next')?.url;
        path = next?.replace('http://localhost', '');
      }
      expect([count, seen.sort()]).toEqual([count, all]);
    }
    const here = await search(`location=Location/${otherCentre}`);
    expect(here.map(({ id }) => id!).sort()).toEqual(
      [elsewhere, deferredElsewhere].map((ref) => idOf(ref, otherCentre)).sort(),
    );
    const [theirs] = await search(`patient=Patient/${patientOf(10)}`);
    expect(theirs?.id).toBe(idOf(deferred[0]!));
  });

  it.each([
    'name=Person',
    'identifier=61399127700003',
    'date=2026-02-30',
    'date=yesterday',
    'status=given',
    '_count=0',
    '_after=d~1',
    "_after=d~1~2026-01-01~x' or 1=1",
    '_id=1',
    'patient=Person 3',
    '_lastUpdated=2026-01-01T10:00',
    'status=completed&status=not-done',
    '_tag=held,lost',
    '_format=xml',
  ])('refuses a search it cannot answer as asked: %s', async (query) => {
    const answer = await ask(`/fhir/Immunization?${query.replaceAll(' ', '%20')}`);
    expect(answer.status).toBe(400);
    const outcome = (await answer.json()) as object;
    expect(findFhirFaults(outcome)).toEqual([]);
    expect(JSON.stringify(outcome)).not.toContain('61399127700003');
  });

  it('shows nothing of another place: neither by search, nor by id, nor by what it answers', async () => {
    const dose = give(3);
    await send();
    const elsewhere = await tokenFor('far', { kind: 'district', state: 'State', district: 'Far' });
    expect(await search(`date=${day}`, elsewhere)).toEqual([]);
    expect(await search(`location=Location/${testCentre}`, elsewhere)).toEqual([]);
    expect(await search(`patient=Patient/${patientOf(3)}`, elsewhere)).toEqual([]);
    const unknown = idOf({ ...dose, seq: 4_000 });
    for (const path of [
      `/fhir/Immunization/${idOf(dose)}`,
      `/fhir/Patient/${patientOf(3)}`,
      `/fhir/Location/${testCentre}`,
      `/fhir/AdverseEvent/${idOf(dose)}`,
    ]) {
      const answer = await ask(path, elsewhere);
      expect([path, answer.status]).toEqual([path, 404]);
      const nowhere = await ask(path.replace(idOf(dose), unknown), elsewhere);
      expect(await nowhere.text()).toBe(await answer.text());
    }
    expect((await ask(`/fhir/bulk/${day}/Patient?district=District`, elsewhere)).status).toBe(404);
    const bulk = await ask(`/fhir/bulk/${day}/Patient`, elsewhere);
    expect(await bulk.text()).toBe('');
    expect(await auditOf('far')).toEqual([]);
    const block = await tokenFor('block', { kind: 'centre', centreId: otherCentre });
    expect(await search(`date=${day}`, block)).toEqual([]);
    const all = await tokenFor('all', { kind: 'all' });
    expect(await search(`date=${day}`, all)).toHaveLength(1);
  });

  it('gives a person as they stand after a correction, and as before where the correction was a mistake', async () => {
    give(3);
    const correct = (name: string, was: string): EventReference =>
      tablet.append('person-corrected', t.deployment.subjectOf(3), {
        before: { name: was, birthYear: 1953 },
        after: { name, birthYear: 1955 },
        reason: 'id-shows',
      });
    const correction = correct('Sunita Devi', 'Person 3');
    await send();
    const patient = `/fhir/Patient/${patientOf(3)}`;
    expect(await read<Patient>(patient)).toMatchObject({
      name: [{ text: 'Sunita Devi' }],
      birthDate: '1955',
      gender: 'female',
    });
    takeBack(3, correction);
    await send();
    expect(await read<Patient>(patient)).toMatchObject({
      name: [{ text: 'Person 3' }],
      birthDate: '1953',
    });
  });

  it('gives no person of whom nothing was recorded', async () => {
    give(3);
    await send();
    expect((await ask(`/fhir/Patient/${patientOf(4)}`)).status).toBe(404);
  });

  const auditOf = async (account: string): Promise<string[]> => {
    const rows = await t.parts.store.database
      .selectFrom('audit')
      .select(['subject', 'action'])
      .where('account', '=', account)
      .execute();
    expect(rows.every(({ action }) => action === 'read-person')).toBe(true);
    return rows.map(({ subject }) => subject ?? '').sort();
  };

  it('writes down each person whose record it gives out, and no count', async () => {
    const dose = give(3);
    const deferred = notToday(4, 'deferred', 'fever');
    await send();
    await read<Bundle>(`/fhir/MeasureReport?period=${day}`);
    await read('/fhir/metadata');
    expect(await auditOf('register')).toEqual([]);
    await search(`date=${day}`);
    const both = [referenceKey(dose), referenceKey(deferred)].sort();
    expect(await auditOf('register')).toEqual(both);
    await read(`/fhir/Immunization/${idOf(dose)}`);
    await read(`/fhir/Patient/${patientOf(3)}`);
    const { appointmentNo, check } = t.deployment.subjectOf(3);
    expect(await auditOf('register')).toEqual(
      [...both, referenceKey(dose), `a${appointmentNo}-${check}`].sort(),
    );
    expect(t.log()).not.toMatch(/Person|9800000003|61399127700003/);
  });

  it('counts a day by centre, product and number from the desk’s counters', async () => {
    give(3);
    give(4, false);
    tablet.giveDose(t.deployment.subjectOf(5), null, { doseNumber: 2 });
    await send();
    const { entry = [] } = await read<Bundle>(`/fhir/MeasureReport?period=${day}`);
    const report = entry[0]!.resource as MeasureReport;
    expect(findFhirFaults(report)).toEqual([]);
    expect(report.period).toEqual({ start: day, end: day });
    const told = (report.group ?? []).map((group) => [
      group.code?.text,
      Object.fromEntries(
        (group.population ?? []).map((each) => [each.code?.coding?.[0]?.code, each.count]),
      ),
      group.stratifier?.[0]?.stratum?.map((stratum) => stratum.value?.text),
    ]);
    expect(told).toEqual([
      ['COVISHIELD, dose 1', { confirmed: 1, held: 1 }, ['Test PHC']],
      ['COVISHIELD, dose 2', { waiting: 1 }, ['Test PHC']],
    ]);
  });

  it('gives a day as lines of one kind, each a valid resource, settled ones only', async () => {
    const dose = give(3);
    give(4, false);
    const deferred = notToday(6, 'refused', 'family');
    const walkIn = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      {
        name: 'Walk In',
        birthYear: 1970,
        gender: 'Other',
        mobileNumber: null,
        idType: null,
        idLast4: null,
        vaccinationSession: 'vs-1',
        category: 'citizen',
      },
      { mayDose: true },
    );
    tablet.append(
      'not-today',
      { walkIn },
      { outcome: 'absent', reason: 'moved', nextDate: null, ends: [] },
    );
    await send();
    const lines = async (type: string): Promise<{ id: string; resourceType: string }[]> => {
      const answer = await ask(`/fhir/bulk/${day}/${type}?district=District&state=State`);
      expect(answer.headers.get('content-type')).toBe('application/fhir+ndjson');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const text = await answer.text();
      const parsed = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as never);
      expect(parsed.flatMap((resource) => findFhirFaults(resource))).toEqual([]);
      return parsed;
    };
    const immunizations = await lines('Immunization');
    expect(immunizations).toHaveLength(3);
    const ids = immunizations.map(({ id }) => id);
    expect(ids).toContain(idOf(dose));
    expect(ids).toContain(idOf(deferred));
    const patients = await lines('Patient');
    expect(patients.map(({ id }) => id).sort()).toEqual(
      [
        patientOf(3),
        patientOf(6),
        caseToId({ centreId: testCentre, caseKey: `w${referenceKey(walkIn)}` })!,
      ].sort(),
    );
    expect(await lines('AdverseEvent')).toEqual([]);
    expect((await lines('Location')).map(({ id }) => id).sort()).toEqual(
      [String(testCentre), String(otherCentre)].sort(),
    );
    expect(await auditOf('register')).toHaveLength(6);
    expect((await ask(`/fhir/bulk/${day}/Secret`)).status).toBe(400);
  });

  it('reads no further than the client does, and holds a few hundred of a district’s day at one time', async () => {
    const doses = 5_000;
    await fillDoses(doses);
    const reader = { account: 'register', role: 'record-reader', place: district } as const;
    const centres = [
      { centreId: testCentre, name: '', block: '', district: '', state: '', pincode: '' },
    ];
    const lines = streamDay(t.parts, reader, { type: 'Immunization', day, centres });
    const first = await lines.next();
    expect(String(first.value).split('\n')).toHaveLength(linesAtOnceMax + 1);
    // Audited is what was handed out: with one piece taken, nothing beyond it was read for anyone.
    expect(await auditOf('register')).toHaveLength(linesAtOnceMax);
    let count = linesAtOnceMax;
    const ids = new Set<string>();
    for await (const piece of lines) {
      const part = piece.split('\n').slice(0, -1);
      expect(part.length).toBeLessThanOrEqual(linesAtOnceMax);
      count += part.length;
      for (const line of part) ids.add((JSON.parse(line) as { id: string }).id);
    }
    expect(count).toBe(doses);
    expect(ids.size).toBe(doses - linesAtOnceMax);
  });

  it('gives one export to an account at a time, and its place back when the client goes away', async () => {
    await fillDoses(2_000);
    const first = await ask(`/fhir/bulk/${day}/Immunization`);
    const busy = await ask(`/fhir/bulk/${day}/Immunization`);
    expect(busy.status).toBe(503);
    expect(busy.headers.get('retry-after')).toBe('30');
    await first.body!.cancel();
    const again = await ask(`/fhir/bulk/${day}/Immunization`);
    expect(again.status).toBe(200);
    await again.text();
    expect((await ask(`/fhir/bulk/${day}/Location`)).status).toBe(200);
  });

  it('ends a token with its time, its account, and by command', async () => {
    const status = async (of: string): Promise<number> =>
      (await ask('/fhir/Immunization', of)).status;
    expect(await status(token)).toBe(200);
    const [row] = await t.parts.store.database.selectFrom('access_token').selectAll().execute();
    expect(JSON.stringify(row)).not.toContain(token.slice(6, 20));
    t.deployment.now += 30 * 86_400;
    expect(await status(token)).toBe(401);
    const fresh = (await makeToken(t.parts, 'register', 1))!.token;
    expect(await status(fresh)).toBe(200);
    expect(await endTokens(t.parts.store.database, 'register')).toBe(2);
    expect(await status(fresh)).toBe(401);
    expect(await makeToken(t.parts, 'nobody', 1)).toBeNull();
    expect((await ask('/fhir/Location/1', 'suchi_notAToken')).headers.get('www-authenticate')).toBe(
      'Bearer',
    );
  });

  async function fillDoses(count: number): Promise<void> {
    const row = (i: number): DoseTable => ({
      centre_id: testCentre,
      dose_key: `${tablet.log}/${i + 1}/AAAAAAAAAAA`,
      case_key: `a${i + 1}-7`,
      log: tablet.log,
      seq: i + 1,
      h: 'AAAAAAAAAAA',
      device: tablet.device,
      day,
      given_at: t.deployment.now,
      received_at: t.deployment.now,
      dose_number: 1,
      product: 'COVAXIN',
      vial: 'A1',
      vaccine_batch: 'B1',
      vaccination_session: 'vs-1',
      by_staff: 'st-1',
      by_proved: 0,
      state: 'confirmed',
      reasons: '[]',
      is_error: 0,
      in_question: 0,
    });
    await insertMany(
      t.parts.store.database,
      'dose',
      Array.from({ length: count }, (_, i) => row(i)),
    );
  }

  it('knows the far centre only where its place is', async () => {
    const far = await tokenFor('far', { kind: 'centre', centreId: farCentre });
    expect(await read(`/fhir/Location/${farCentre}`, far)).toMatchObject({ name: 'Far PHC' });
    expect((await ask(`/fhir/Location/${farCentre}`)).status).toBe(404);
  });
});
