import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { fitsTyped } from '../../parts/find-people.ts';
import { createDueListModel, type DueListModel } from './due-list-model.ts';

const found = (model: DueListModel) =>
  model.items.value.flatMap((item) => (item.item === 'person' ? [item.person] : []));

describe('the search field', () => {
  const tablet = createFakeTablet();
  const model = createDueListModel(tablet);
  const somebody = tablet.people.value[5]!;

  it.each([
    ['parts of a Latin name in any order', 'jadhav suni'],
    ['a Devanagari name with conjuncts', 'क्षीरसागर'],
  ])('finds by %s', (_, typed) => {
    model.type(typed);
    expect(model.found.value).toBeGreaterThan(0);
    expect(
      found(model).every((person) =>
        typed.split(' ').every((word) => person.searchText.includes(word)),
      ),
    ).toBe(true);
  });

  it('finds one person by the reference id', () => {
    model.type(somebody.referenceId!);
    expect(found(model).map((person) => person.key)).toEqual([somebody.key]);
  });

  it('finds by the last four of the phone, typed in either script', () => {
    const devanagari = [...somebody.mobileLast4!]
      .map((digit) => String.fromCharCode(0x0966 + Number(digit)))
      .join('');
    expect(fitsTyped(somebody.mobileLast4!)(somebody)).toBe(0);
    expect(fitsTyped(devanagari)(somebody)).toBe(0);
  });

  it('shows everybody whom the typed words fit, and nobody else', () => {
    model.type('patil');
    const fitting = tablet.people.value.filter((person) => /patil/i.test(person.name));
    expect(fitting.length).toBeGreaterThan(1);
    expect(new Set(found(model).map((person) => person.key))).toEqual(
      new Set(fitting.map((person) => person.key)),
    );
  });

  it.each([
    ['Jadav', 'Sunita Ramesh Jadhav'],
    ['जाधव', 'Sunita Ramesh Jadhav'],
    ['Ksheersagar Gyaneshwar', 'ज्ञानेश्वर श्रीकृष्ण क्षीरसागर'],
    ['Sheikh', 'Farida Shaikh'],
  ])('finds %s under the spelling %s', (typed, name) => {
    model.type(typed);
    expect(found(model).map((person) => person.name)).toContain(name);
  });

  it('puts what is written just so before what sounds alike', () => {
    const first = tablet.people.value[0]!;
    const people = ['Anil Jadav', 'Anil Jadhav', 'अनिल जाधव'].map((name, i) => ({
      ...first,
      key: `k${i}`,
      name,
      searchText: name.toLowerCase(),
    }));
    const other = createFakeTablet(0);
    other.people.value = people;
    const ranked = createDueListModel(other);
    ranked.type('jadhav');
    expect(found(ranked)[0]!.name).toBe('Anil Jadhav');
    expect(found(ranked)).toHaveLength(3);
  });

  it('says so when nobody matches', () => {
    model.type('zzzz');
    expect(model.items.value).toEqual([]);
  });
});

describe('the list', () => {
  it('puts slots in the order of the clock and walk-ins last', async () => {
    const tablet = createFakeTablet(8);
    await tablet.registerWalkIn({
      name: 'Aarti',
      birthYear: 1960,
      gender: 'Female',
      mobileNumber: null,
      idType: null,
      idLast4: null,
      vaccinationSession: 'vs-demo',
      category: 'citizen',
    });
    const slots = createDueListModel(tablet).items.value.flatMap((item) =>
      item.item === 'section' ? [item.slot] : [],
    );
    expect(slots).toEqual(['09:00-11:00', '11:00-13:00', '13:00-15:00', '15:00-17:00', null]);
  });

  it('tells people registered here from people who came with the imported list', async () => {
    const tablet = createFakeTablet(8);
    await tablet.registerWalkIn({
      name: 'Aarti',
      birthYear: 1960,
      gender: 'Female',
      mobileNumber: null,
      idType: null,
      idLast4: null,
      vaccinationSession: 'vs-demo',
      category: 'citizen',
    });
    let slot: string | null = '';
    const sections = createDueListModel(tablet).items.value.flatMap((item) => {
      if (item.item === 'section') slot = item.slot;
      return item.item === 'person' ? [{ name: item.person.name, isApart: slot === null }] : [];
    });
    expect(sections).toHaveLength(9);
    expect(sections.filter((row) => row.isApart).map((row) => row.name)).toEqual(['Aarti']);
  });

  it('counts who waits, who is done and who was dosed', async () => {
    const tablet = createFakeTablet(10);
    const [first, second] = tablet.people.value;
    await tablet.openVial({
      vaccinationSession: 'vs-demo',
      name: 'A1',
      product: 'COVISHIELD',
      vaccineBatch: 'B',
      expiry: null,
      dosesNominal: 10,
    });
    await tablet.recordDose({
      person: first!,
      vial: tablet.vials.value[0]!,
      doseNumber: 1,
      code: null,
    });
    await tablet.recordNotToday(second!, {
      outcome: 'absent',
      reason: 'did-not-come',
      nextDate: null,
    });
    const model = createDueListModel(tablet);
    expect(model.counts.value).toEqual({ all: 10, waiting: 8, done: 2, dosed: 1 });
    model.choose('done');
    expect(found(model)).toHaveLength(2);
  });

  it('keeps what was typed in the search when the network flips', () => {
    const tablet = createFakeTablet();
    const model = createDueListModel(tablet);
    model.type('patil');
    tablet.connection.value = { state: 'online', lastExchangeAt: 1, unsent: 0 };
    expect(model.search.value).toBe('patil');
  });
});
