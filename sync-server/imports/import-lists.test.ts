import { existsSync } from 'node:fs';
import { chmod, readFile, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { appointmentCheck } from '../../schemas/records/appointment-check.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { AppointmentTable } from '../store/schema.ts';
import {
  importedAt,
  madeUpRoster,
  madeUpSessions,
  openImportDesk,
  toCsv,
  type ImportDesk,
} from './import-fixture.ts';
import { rosterColumns, type RosterFields } from './roster-shape.ts';

const data = join(import.meta.dirname, '../../../shared/data');
/** A made-up number that is part of no other field. */
const aadhaar = '082736450912';
const realSessions = join(data, 'cowin/raigad-393-calendarByDistrict-2021-05.json');

let desk: ImportDesk;
beforeEach(async () => {
  desk = await openImportDesk();
});
afterEach(() => desk.close());

const writeSessions = (): Promise<string> =>
  desk.write('sessions.json', JSON.stringify(madeUpSessions));
const writeRoster = (
  changes: readonly Partial<RosterFields>[],
  name = 'roster.csv',
): Promise<string> => desk.write(name, toCsv(madeUpRoster(changes)));
const codeOf = (row: AppointmentTable): string | null => {
  const opened =
    row.code_sealed &&
    desk.keys.openFromStorage(`code\n${row.centre_id}\n${row.appointment_no}`, row.code_sealed);
  return opened === null ? null : bytesToUtf8(opened);
};
const flagsOf = (row: AppointmentTable): string[] => JSON.parse(row.flags) as string[];
const lineOf = (printed: string, line: number): string =>
  printed.split('\n').find((text) => text.startsWith(`  line ${line} `)) ?? '';

describe('a roster', () => {
  test('becomes numbered bookings whose codes are sealed and whose ID numbers are gone', async () => {
    const { outcome } = await desk.run({
      sessions: await writeSessions(),
      roster: await writeRoster([
        { photo_id_number: aadhaar },
        {},
        { center_id: '102', session_id: 's-c', vaccine: 'COVAXIN' },
      ]),
    });
    expect(outcome).toBe('done');
    const rows = await desk.appointments();
    expect(
      rows.map((row) => [row.centre_id, row.appointment_no, row.code_state, codeOf(row)]),
    ).toEqual([
      [101, 1, 'counts', '4711'],
      [101, 2, 'counts', '4712'],
      [102, 1, 'counts', '4713'],
    ]);
    const [first] = rows;
    expect(first).toMatchObject({
      check16: appointmentCheck(nodeDigest, '10000000000001', 's-a'),
      code_tag: 4711 % 103,
      id_type: 'aadhaar',
      id_last4: '0912',
      id_hmac: desk.keys.identityHmac('aadhaar', aadhaar),
      slot: '09:00-11:00',
      is_ended: 0,
    });
    expect(JSON.stringify(rows)).not.toContain(aadhaar);
  });

  test('read a second time changes nothing and says so', async () => {
    const order = { sessions: await writeSessions(), roster: await writeRoster([{}, {}, {}]) };
    await desk.run(order);
    const before = await desk.appointments();
    const { outcome, printed } = await desk.run(order);
    expect(outcome).toBe('done');
    expect(printed).toContain('nothing changed, everything was here already');
    expect(await desk.appointments()).toEqual(before);
  });

  test('that changed changes only what changed, under the same number', async () => {
    await desk.run({ sessions: await writeSessions(), roster: await writeRoster([{}, {}, {}]) });
    const before = await desk.appointments();
    const { printed } = await desk.run({
      roster: await writeRoster([{}, { mobile_number: '6999999999', slot: '11:00AM-01:00PM' }, {}]),
    });
    expect(lineOf(printed, 3)).toContain('changed: mobile number, slot');
    expect(printed).toContain('2 unchanged, 1 changed');
    const after = await desk.appointments();
    expect(after[1]).toEqual({ ...before[1], mobile_number: '6999999999', slot: '11:00-13:00' });
    expect([after[0], after[2]]).toEqual([before[0], before[2]]);
  });

  test('with a changed code makes a new booking that replaces the old one', async () => {
    await desk.run({ sessions: await writeSessions(), roster: await writeRoster([{}, {}]) });
    const { printed } = await desk.run({
      roster: await writeRoster([{ security_code: '9000' }, {}]),
    });
    expect(lineOf(printed, 2)).toContain('new number: the security code changed');
    const rows = await desk.appointments();
    expect(
      rows.map((row) => [row.appointment_no, row.is_ended, row.replaces_no, codeOf(row)]),
    ).toEqual([
      [1, 1, null, '4711'],
      [2, 0, null, '4712'],
      [3, 0, 1, '9000'],
    ]);
    const again = await desk.run({ roster: await writeRoster([{ security_code: '9000' }, {}]) });
    expect(again.printed).toContain('nothing changed');
  });

  test('that moves a person to another centre ends the old booking; the older list read again does not bring it back', async () => {
    const old = await writeRoster([{ session_id: 's-a' }], 'old.csv');
    await desk.run({ sessions: await writeSessions(), roster: old });
    const moved = await writeRoster([{ session_id: 's-b', date: '22-05-2021' }], 'moved.csv');
    expect((await desk.run({ roster: moved })).printed).toContain('the centre or session changed');
    const after = await desk.appointments();
    expect(after.map((row) => [row.vaccination_session, row.is_ended, row.replaces_no])).toEqual([
      ['s-a', 1, null],
      ['s-b', 0, 1],
    ]);
    expect((await desk.run({ roster: old })).printed).toContain('an older list');
    expect(await desk.appointments()).toEqual(after);
  });

  test('without a code that an earlier list had keeps the code', async () => {
    await desk.run({ sessions: await writeSessions(), roster: await writeRoster([{}]) });
    const { printed } = await desk.run({ roster: await writeRoster([{ security_code: '' }]) });
    expect(printed).toContain('the one from an earlier list stays');
    expect(codeOf((await desk.appointments())[0]!)).toBe('4711');
  });

  test('that lacks people it had keeps them and counts them', async () => {
    await desk.run({ sessions: await writeSessions(), roster: await writeRoster([{}, {}, {}]) });
    const { printed } = await desk.run({ roster: await writeRoster([{}]) });
    expect(printed).toContain('No longer on the list: 2, kept.');
    expect((await desk.appointments()).every((row) => row.is_ended === 0)).toBe(true);
  });

  test('with one refused line is not taken at all, and the report gives the command for the rest', async () => {
    const { outcome, printed } = await desk.run({
      sessions: await writeSessions(),
      roster: await writeRoster([{}, { birth_year: '1867' }, {}]),
    });
    expect(outcome).toBe('refused');
    expect(await desk.appointments()).toEqual([]);
    expect(printed).toContain('NOTHING of this roster list was written');
    expect(printed).toMatch(/COMMAND .*"keepGoing":true/);
    const centre = await desk.store.database
      .selectFrom('centre')
      .select('next_appointment_no')
      .where('centre_id', '=', 101)
      .executeTakeFirst();
    expect(centre?.next_appointment_no).toBe(1);
  });

  test('with --keep-going is taken but for the refused lines, which can be mended and imported', async () => {
    const name = '=HYPERLINK("http://x","y")';
    const roster = await writeRoster([
      {},
      { birth_year: '1867', name, mobile_number: '+91 60000 00002' },
      {},
    ]);
    const { outcome, printed } = await desk.run({
      sessions: await writeSessions(),
      roster,
      keepGoing: true,
    });
    expect(outcome).toBe('done');
    expect(await desk.appointments()).toHaveLength(2);
    const file = join(desk.folder, 'roster.refused.csv');
    expect(printed).toContain(file);
    expect((await stat(file)).mode & 0o077).toBe(0);
    const text = await readFile(file, 'utf8');
    expect(text.split('\r\n')[0]).toBe(
      [...rosterColumns, 'refused_because'].map((column) => `"${column}"`).join(','),
    );
    expect(text).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(text).toContain(`"'+91 60000 00002"`);
    await desk.write('roster.refused.csv', text.replace('"1867"', '"1967"'));
    const mended = await desk.run({ roster: file });
    expect(mended.outcome).toBe('done');
    expect(mended.printed).not.toContain('No longer on the list');
    expect((await desk.appointments()).map((row) => row.name)).toContain(name);
  });

  test('never writes its refused lines over a file somebody is mending', async () => {
    const order = {
      sessions: await writeSessions(),
      roster: await writeRoster([{ birth_year: '1867' }]),
    };
    await desk.run(order);
    await desk.run(order);
    await desk.write('roster.refused.csv', 'half mended');
    await desk.run(order);
    expect((await readdir(desk.folder)).filter((name) => name.includes('refused')).sort()).toEqual([
      'roster.2.refused.csv',
      'roster.refused.csv',
    ]);
    expect(await readFile(join(desk.folder, 'roster.refused.csv'), 'utf8')).toBe('half mended');
  });

  test('reports families that share a remainder, each of their lines', async () => {
    const phone = { mobile_number: '6000000001' };
    const { printed } = await desk.run({
      sessions: await writeSessions(),
      roster: await writeRoster([
        { ...phone, security_code: '0200' },
        { security_code: '0200' },
        { ...phone, security_code: '0303' },
      ]),
    });
    expect(lineOf(printed, 2)).toContain('same remainder');
    expect(lineOf(printed, 3)).toBe('');
    expect(lineOf(printed, 4)).toContain('same remainder');
    expect((await desk.appointments()).map(flagsOf)).toEqual([
      ['shared-remainder'],
      [],
      ['shared-remainder'],
    ]);
  });

  test('prints no name, phone, code or whole id', async () => {
    const { printed } = await desk.run({
      sessions: await writeSessions(),
      roster: await writeRoster([
        { name: ' Secret Person ', security_code: '86' },
        { birth_year: '1867', name: 'Hidden Person' },
      ]),
      keepGoing: true,
    });
    expect(printed).not.toMatch(/Secret|Hidden|0086|6000000001|10000000000001|000000000001/);
  });

  test('fills slot, vaccine and session from what is known, and flags what does not fit', async () => {
    const { printed } = await desk.run({
      sessions: await writeSessions(),
      roster: await writeRoster([
        { slot: '', vaccine: '', session_id: '' },
        { birth_year: '1990' },
        { slot: '03:00PM-04:00PM' },
        { vaccine: 'COVAXIN' },
        { dose: '2', dose1_date: '01-05-2021', dose1_vaccine: 'COVISHIELD' },
        { dose: '2', dose1_date: '01-02-2021', dose1_vaccine: 'COVAXIN' },
      ]),
    });
    const rows = await desk.appointments();
    expect(rows[0]).toMatchObject({
      vaccination_session: 's-a',
      slot: '09:00-13:00',
      product: 'COVISHIELD',
    });
    expect(rows.slice(1).map(flagsOf)).toEqual([
      ['age-outside'],
      ['slot-not-offered'],
      ['product-not-offered'],
      ['too-early'],
      ['different-product'],
    ]);
    expect(lineOf(printed, 6)).toContain('dose 2 after 20 days, due from 2021-07-24');
  });

  test.each([
    [{ session_id: 's-z' }, 'the session is not known at centre 101'],
    [{ session_id: 's-c' }, 'the session is not known at centre 101'],
    [{ date: '22-05-2021' }, 'the line says 2021-05-22, its session is on 2021-05-21'],
    [{ center_id: '999' }, 'centre 999 is not known here'],
  ])('with a line %j is refused', async (change, because) => {
    const { printed } = await desk.run({
      sessions: await writeSessions(),
      roster: await writeRoster([change]),
    });
    expect(lineOf(printed, 2)).toContain(because);
  });

  test("gives another person's reference id to nobody, also in a later list", async () => {
    const order = { sessions: await writeSessions(), roster: await writeRoster([{}]) };
    await desk.run(order);
    const { printed } = await desk.run({
      roster: await writeRoster([{ name: 'Zubin Quite-Other' }]),
    });
    expect(lineOf(printed, 2)).toContain('belongs to another person');
    expect(
      (await desk.run({ roster: await writeRoster([{ name: 'Asha Agare' }]) })).printed,
    ).toContain('changed: name');
  });

  test("a household's ration card does not make one person of a family", async () => {
    const card = { photo_id_type: 'Ration Card with Photo', photo_id_number: 'RC 77 88' };
    await desk.run({
      sessions: await writeSessions(),
      roster: await writeRoster([
        card,
        { ...card, birth_year: '1970' },
        { ...card, name: 'Asha Agre' },
      ]),
    });
    expect((await desk.appointments()).map(flagsOf)).toEqual([[], [], ['likely-same-person']]);
  });
});

describe('a dirty roster', () => {
  const expected: readonly (readonly [
    change: Partial<RosterFields>,
    word: string,
    printed: string,
  ])[] = [
    [{}, 'silent', ''],
    [{ name: '  Baban Bhor  ' }, 'corrected', 'stray spaces removed: name'],
    [{ security_code: '42' }, 'corrected', 'zeros in front restored'],
    [{ security_code: '' }, 'flagged', 'no code'],
    [{ birth_year: '1867' }, 'refused', 'birth year 1867'],
    [{ date: '2021-05-21' }, 'corrected', 'taken as 21-05-2021'],
    [{ center_id: '999999999' }, 'refused', 'centre 999999999 is not known'],
    [{ vaccine: 'COVISHEILD' }, 'refused', 'did you mean COVISHIELD?'],
    [{ gender: 'F' }, 'corrected', 'read as Female'],
    [{ name: 'ज्ञानेश्वरी श्रीकृष्ण क्षीरसागर' }, 'silent', ''],
    [{ name: '=HYPERLINK("http://x","y")' }, 'silent', ''],
    [{ name: '<img src=x onerror=alert(1)>' }, 'silent', ''],
    [{ mobile_number: '+91 98 7654-3210' }, 'corrected', 'written as ten digits'],
    [{ slot: '25:00PM-26:00PM' }, 'refused', 'is not a time from-to'],
  ];

  test('is taken, mended, flagged and refused line by line', async () => {
    const lines = madeUpRoster(expected.map(([change]) => change));
    lines.push(
      lines[0]!,
      { ...lines[9]!, name: 'Another Person', security_code: '3997' },
      {
        ...lines[11]!,
        name: 'Baban Img',
        beneficiary_reference_id: '10000000000099',
        mobile_number: '9000000001',
      },
    );
    const rows: typeof expected = [
      ...expected,
      [{}, 'duplicate', 'the same as line 2'],
      [{}, 'refused', 'another person on line 11'],
      [{}, 'flagged', 'likely the same person as reference id …0012'],
    ];
    const { outcome, printed } = await desk.run({
      sessions: await writeSessions(),
      roster: await desk.write('dirty.csv', toCsv(lines)),
      keepGoing: true,
    });
    expect(outcome).toBe('done');
    for (const [i, [, word, text]] of rows.entries()) {
      if (word === 'silent') expect(lineOf(printed, i + 2)).toBe('');
      else
        expect(lineOf(printed, i + 2)).toMatch(
          new RegExp(`${word}: .*${text.replace(/[?()]/g, '\\$&')}`),
        );
    }
    const names = (await desk.appointments()).map((row) => row.name);
    for (const kept of [9, 10, 11]) expect(names).toContain(lines[kept]!.name);
    expect(names).not.toContain('Another Person');
    expect(names).toHaveLength(11);
  });

  test.skipIf(!existsSync(data))(
    'of Raigad comes out as the issue says, line by line',
    async () => {
      const roster = join(data, 'rosters/raigad-2021-05-21-dirty.csv');
      const { outcome, printed } = await desk.run({
        sessions: realSessions,
        roster,
        keepGoing: true,
      });
      expect(outcome).toBe('done');
      const said = printed
        .split('\n')
        .filter((text) => /^ {2}line \d+/.test(text) && !text.includes('same remainder'));
      expect(said.map((text) => text.replace(/^ {2}line (\d+) \(…\d{4}\) {2}/, '$1 '))).toEqual([
        '5 corrected: stray spaces removed: name',
        '9 corrected: security code: zeros in front restored',
        "13 flagged: no code: the certificate waits for the person's word",
        '15 refused: the birth year 1867 cannot be right: nobody is 154 years old',
        '19 corrected: date: "2021-05-21" taken as 21-05-2021',
        '21 refused: centre 999999999 is not known here: import its sessions first, or mend the id',
        '25 refused: "COVISHEILD" is not a known vaccine: did you mean COVISHIELD?',
        '31 corrected: gender: "F" read as Female',
        '45 corrected: phone number: written as ten digits',
        '49 refused: the slot "25:00PM-26:00PM" is not a time from-to',
        '202 duplicate: the same as line 7, taken once',
        '203 refused: the reference id was already given to another person on line 11',
        '204 flagged: likely the same person as reference id …2124 at centre 46420: same photo ID under another reference id',
      ]);
      const byReference = new Map(
        (await desk.appointments()).map((row) => [row.reference_id, row]),
      );
      expect(byReference.size).toBe(197);
      expect(byReference.get('36293867909286')!.name).toBe('Onkar Chaudhuri');
      expect(byReference.get('24322747657803')!.name).toBe('ज्ञानेश्वरी श्रीकृष्ण क्षीरसागर');
      expect(byReference.get('21124709731545')!.name).toBe('=HYPERLINK("http://x","y")');
      expect(byReference.get('47651321925003')!.name).toBe('<img src=x onerror=alert(1)>');
      expect(byReference.get('13868414716271')!.mobile_number).toBe('9876543210');
      expect(byReference.get('21474035427760')!.gender).toBe('Female');
      expect([...byReference.values()].filter((row) => row.code_state === 'none')).toHaveLength(1);
      expect([...byReference.values()].filter((row) => codeOf(row) === '0042')).toHaveLength(1);
      expect(flagsOf(byReference.get('10000000000017')!)).toEqual(['likely-same-person']);
      const refused = join(desk.folder, `${basename(roster, '.csv')}.refused.csv`);
      // The folder of the data is read-only: the file lies in the current one. Unmended, it is refused once more.
      expect((await readFile(refused, 'utf8')).trim().split('\r\n')).toHaveLength(6);
      const before = await desk.appointments();
      expect((await desk.run({ roster: refused, keepGoing: true })).printed).toContain(
        '0 taken, 5 refused',
      );
      expect(await desk.appointments()).toEqual(before);
    },
  );
});

describe('a roster file', () => {
  const inside = async (content: string | Uint8Array): Promise<string> => {
    const { printed } = await desk.run({
      sessions: await writeSessions(),
      roster: await desk.write('roster.csv', content),
    });
    return printed;
  };
  const csv = (): string => toCsv(madeUpRoster([{ name: 'लक्ष्मी पाटील' }, {}]));

  test.each([
    ['UTF-8 with its mark', () => Buffer.from(`\ufeff${csv()}`)],
    ['UTF-16 little endian', () => Buffer.from(`\ufeff${csv()}`, 'utf16le')],
    ['UTF-16 big endian', () => Buffer.from(`\ufeff${csv()}`, 'utf16le').swap16()],
    ['lines ended by LF', () => Buffer.from(csv().replaceAll('\r\n', '\n'))],
    ['lines ended by CR', () => Buffer.from(csv().replaceAll('\r\n', '\r'))],
    ['semicolons', () => Buffer.from(csv().replaceAll(',', ';'))],
    [
      'empty lines and empty rows',
      () => Buffer.from(`${csv().replace('\r\n', '\r\n\r\n')}${','.repeat(15)}\r\n\r\n`),
    ],
  ])('in %s is read', async (_name, content) => {
    expect(await inside(content())).toContain('2 taken, 0 refused');
    expect((await desk.appointments())[0]!.name).toBe('लक्ष्मी पाटील');
  });

  test('with quotation marks, commas and line breaks in fields is read, and lines keep their numbers', async () => {
    const lines = madeUpRoster([
      { name: 'A "Baban", B' },
      { name: 'Chitra\r\nChole' },
      { gender: 'M' },
    ]);
    const printed = await inside(toCsv(lines));
    expect((await desk.appointments()).map((row) => row.name)).toEqual([
      'A "Baban", B',
      'Chitra Chole',
      lines[2]!.name,
    ]);
    expect(lineOf(printed, 3)).toContain('control signs removed: name');
    expect(lineOf(printed, 5)).toContain('read as Male');
  });

  test('in another encoding is refused with the line and the cure', async () => {
    const bytes = Buffer.from(toCsv(madeUpRoster([{}, { name: 'Jos\u00e9' }])), 'latin1');
    expect(await inside(bytes)).toMatch(/roster\.csv, line 3 is not UTF-8 text.*"CSV UTF-8"/);
    expect(await inside(Buffer.from(csv(), 'utf16le'))).toContain('UTF-16 without its mark');
    expect(await desk.appointments()).toEqual([]);
  });

  test('that is no roster is refused with a sentence', async () => {
    expect(await inside('<html><body>Sign in</body></html>')).toContain('is a web page');
    expect(await inside('')).toContain('is empty');
    expect(await inside(Buffer.from('PK\u0003\u0004rest'))).toContain('spreadsheet workbook');
    expect(await inside('name,phone\r\nA,B\r\n')).toMatch(
      /Missing in its first line: beneficiary_reference_id, birth_year.*Not known: phone/,
    );
    expect(await inside(`${rosterColumns.join(',')},name\r\n`)).toContain(
      'a column twice in its first line: name',
    );
    expect(await inside(csv().replace('लक्ष्मी', '"लक्ष्मी'))).toMatch(
      /quotation mark opened on line 2 is never closed/,
    );
    expect(await inside(csv().replace('लक्ष्मी', 'x'.repeat(20_000)))).toContain(
      'line 2 is longer than 16384 bytes',
    );
  });

  test('with a renamed column names the missing one; order, case and further columns do not matter', async () => {
    expect(await inside(csv().replace('mobile_number', 'phone'))).toMatch(
      /Missing in its first line: mobile_number\. Not known: phone/,
    );
    const shuffled = csv()
      .split('\r\n')
      .filter(Boolean)
      .map(
        (line, i) =>
          `${i === 0 ? 'Remark' : 'x'},${i === 0 ? line.toUpperCase().replaceAll('_', ' ') : line}\r\n`,
      )
      .join('');
    expect(await inside(shuffled)).toContain('2 taken');
  });

  test('with a field too few on a line refuses that line', async () => {
    const printed = await inside(csv().replace('Asha,', ''));
    expect(printed).toContain('2 taken');
    expect(await inside(csv().replace(',1960,', ','))).toMatch(
      /line 2 .*refused: the line has 15 fields/,
    );
  });

  test('that is not there, or a folder, is refused with a sentence', async () => {
    expect((await desk.run({ roster: join(desk.folder, 'no.csv') })).printed).toContain(
      'There is no file',
    );
    expect((await desk.run({ roster: desk.folder })).printed).toContain('is not a file');
  });

  test('in a folder that may not be written leaves its refused lines in the current one', async () => {
    const sessions = await writeSessions();
    const away = await openImportDesk();
    const roster = await away.write('far.csv', toCsv(madeUpRoster([{ birth_year: '1867' }])));
    await chmod(away.folder, 0o555);
    const { printed } = await desk.run({ sessions, roster });
    await chmod(away.folder, 0o755);
    await away.close();
    expect(printed).toContain(join(desk.folder, 'far.refused.csv'));
  });
});

describe('--on', () => {
  test('moves the list, its sessions and earlier doses by the same days, and says so loudly', async () => {
    const roster = await writeRoster([
      { dose: '2', dose1_date: '01-02-2021', dose1_vaccine: 'COVISHIELD' },
    ]);
    const order = { sessions: await writeSessions(), roster, on: '2021-05-31' };
    const { printed } = await desk.run(order);
    expect(printed).toContain(
      'REHEARSAL: this list is for 2021-05-21 and is taken as if it were for 2021-05-31',
    );
    const [row] = await desk.appointments();
    expect(row).toMatchObject({ day: '2021-05-31', earlier_dose_day: '2021-02-11' });
    const sessions = await desk.store.database
      .selectFrom('vaccination_session')
      .selectAll()
      .orderBy('vaccination_session')
      .execute();
    expect(sessions.map((session) => session.day)).toEqual([
      '2021-05-31',
      '2021-06-01',
      '2021-05-31',
    ]);
    expect((await desk.run(order)).printed).toContain('nothing changed');
  });

  test('refuses a list of several days, and writes nothing', async () => {
    const roster = await writeRoster([{}, { session_id: 's-b', date: '22-05-2021' }]);
    const { outcome, printed } = await desk.run({
      sessions: await writeSessions(),
      roster,
      on: '2021-05-31',
    });
    expect(outcome).toBe('refused');
    expect(printed).toContain('holds 2: 2021-05-21 (1), 2021-05-22 (1)');
    expect(await desk.store.database.selectFrom('centre').selectAll().execute()).toEqual([]);
  });
});

describe('staff and stock', () => {
  const staffRows = () =>
    desk.store.database
      .selectFrom('staff')
      .selectAll()
      .orderBy('centre_id')
      .orderBy('staff_id')
      .execute();

  test('a centre without named staff gets three posts; a list replaces them', async () => {
    await desk.run({ sessions: await writeSessions() });
    expect((await staffRows()).map((row) => row.staff_id)).toEqual([
      'in-charge',
      'vaccinator-1',
      'verifier-1',
      'in-charge',
      'vaccinator-1',
      'verifier-1',
    ]);
    const staff = await desk.write(
      'staff.csv',
      'centre_id,staff_id,name,role\r\n101,s1,Sister A,Vaccinator\r\n101,s2,Sister B,Centre in-charge\r\n',
    );
    expect((await desk.run({ staff })).outcome).toBe('done');
    const active = (await staffRows()).filter(
      (row) => row.is_active === 1 && row.centre_id === 101,
    );
    expect(active.map((row) => [row.staff_id, row.role])).toEqual([
      ['s1', 'vaccinator'],
      ['s2', 'in-charge'],
    ]);
    const before = await staffRows();
    expect((await desk.run({ staff })).printed).toContain('nothing changed');
    expect(await staffRows()).toEqual(before);
  });

  test('stock is taken by batch; less than nothing is refused, and then nothing is written', async () => {
    await desk.run({ sessions: await writeSessions() });
    const head = 'centre_id,product,batch,expiry,doses\r\n';
    const good = await desk.write(
      'stock.csv',
      `${head}101,covishield,4121Z001,30-09-2021,200\r\n101,COVISHIELD,4121Z002,,100\r\n`,
    );
    expect((await desk.run({ stock: good })).printed).toContain('2 taken');
    const bad = await desk.write(
      'bad.csv',
      `${head}101,COVISHIELD,4121Z001,30-09-2021,500\r\n101,COVISHIELD,4121Z003,30-09-2021,-10\r\n999,COVISHIELD,X,,1\r\n101,COVISHEILD,X,,1\r\n`,
    );
    const { outcome, printed } = await desk.run({ stock: bad });
    expect(outcome).toBe('refused');
    expect(printed).toMatch(/line 3 .*refused: the doses "-10"/);
    expect(printed).toContain('centre 999 is not known');
    expect(printed).toContain('did you mean COVISHIELD?');
    const rows = await desk.store.database
      .selectFrom('stock')
      .selectAll()
      .orderBy('vaccine_batch')
      .execute();
    expect(rows).toEqual([
      {
        centre_id: 101,
        product: 'COVISHIELD',
        vaccine_batch: '4121Z001',
        expiry: '2021-09-30',
        doses: 200,
      },
      {
        centre_id: 101,
        product: 'COVISHIELD',
        vaccine_batch: '4121Z002',
        expiry: null,
        doses: 100,
      },
    ]);
  });
});

describe('the audit', () => {
  const audit = () =>
    desk.store.database.selectFrom('audit').selectAll().orderBy('subject').execute();

  test('holds one note for each list that changed something: what and how many, and nobody', async () => {
    const order = {
      sessions: await writeSessions(),
      roster: await writeRoster([{ name: 'Sunita Named' }, {}]),
      staff: await desk.write(
        'staff.csv',
        'centre_id,staff_id,name,role\n101,v1,Asha,vaccinator\n',
      ),
      stock: await desk.write(
        'stock.csv',
        'centre_id,product,batch,expiry,doses\n101,COVISHIELD,B1,2021-12-31,100\n',
      ),
    };
    expect((await desk.run(order)).outcome).toBe('done');
    const notes = await audit();
    expect(notes.map((note) => note.subject)).toEqual([
      'centres: 2 taken',
      'roster: 2 taken',
      'sessions: 3 taken',
      'staff list: 1 taken',
      'stock list: 1 taken',
    ]);
    for (const note of notes)
      expect(note).toMatchObject({ account: 'import', action: 'imported', at: importedAt });
    expect(JSON.stringify(notes)).not.toContain('Sunita');
  });

  test('holds none for a list that was refused, or changed nothing', async () => {
    const sessions = await writeSessions();
    const bad = await writeRoster([{}, { birth_year: '1867' }], 'bad.csv');
    expect((await desk.run({ sessions, roster: bad })).outcome).toBe('refused');
    expect((await audit()).map((note) => note.subject)).toEqual([
      'centres: 2 taken',
      'sessions: 3 taken',
    ]);
    await desk.run({ sessions });
    expect(await audit()).toHaveLength(2);
  });
});
