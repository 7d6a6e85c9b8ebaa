// Tests that spellings of one name meet, in either script, and that names which only look alike stay apart.

import { describe, expect, it } from 'vitest';
import { foldName, matchName } from './fold-name.ts';

const fits = (typed: string, name: string) => matchName(foldName(typed), foldName(name));

const spellings: readonly (readonly string[])[] = [
  ['Jadhav', 'Jadav', 'Jaadhav', 'जाधव'],
  ['Kshirsagar', 'Ksheersagar', 'Kshirasagar', 'क्षीरसागर'],
  ['Laxmi', 'Lakshmi', 'Laxmee', 'लक्ष्मी'],
  ['Dnyaneshwar', 'Gyaneshwar', 'Dnyaneshvar', 'Jnaneshwar', 'ज्ञानेश्वर'],
  ['Pradnya', 'Pragya', 'प्रज्ञा'],
  ['Pawar', 'Powar', 'Pavar', 'पवार'],
  ['Chavan', 'Chavhan', 'Chauhan', 'चव्हाण'],
  ['Gaikwad', 'Gaekwad', 'Gayakwad', 'गायकवाड'],
  ['Shinde', 'Shende', 'Sinde', 'शिंदे'],
  ['Patil', 'Paatil', 'Pateel', 'पाटील'],
  ['Kulkarni', 'Kulkarny', 'Kulakarni', 'कुलकर्णी'],
  ['Deshmukh', 'Deshmuk', 'देशमुख'],
  ['Kamble', 'Kambale', 'Kamblee', 'कांबळे'],
  ['Waghmare', 'Vaghmare', 'Wagmare', 'वाघमारे'],
  ['Thakur', 'Thakoor', 'Takur', 'ठाकूर'],
  ['Shaikh', 'Sheikh', 'Shekh', 'Shaik', 'शेख'],
  ['Sayyed', 'Syed', 'Sayed', 'सय्यद'],
  ['Fatima', 'Phatima', 'Fathima', 'फातिमा'],
  ['Zende', 'Jhende', 'Zhende', 'झेंडे'],
  ['Pooja', 'Puja', 'पूजा'],
  ['Sunita', 'Suneeta', 'Sunitha', 'सुनीता'],
  ['Vaishnavi', 'Vaishnvi', 'वैष्णवी'],
  ['Jyotsna', 'Jotsna', 'ज्योत्स्ना'],
  ['Tryambak', 'Trimbak', 'त्र्यंबक'],
  ['Ganesh', 'Ganesha', 'गणेश'],
  ['Krishna', 'Krushna', 'Krishnaa', 'कृष्ण'],
  ['Shrikrishna', 'Shreekrishna', 'श्रीकृष्ण'],
  ['Bharadwaj', 'Bhardwaj', 'Bharadvaj', 'भरद्वाज'],
  ['Asha', 'Aasha', 'आशा'],
  ['Hari', 'Haree', 'हरी'],
  ['Om', 'ओम'],
  ['Mohite', 'Mohithe', 'मोहिते'],
  ['Deshpande', 'Deshpandey', 'देशपांडे'],
  ['Mhatre', 'Mhatrey', 'म्हात्रे'],
  ['Fernandes', 'Fernandis', 'फर्नांडिस'],
  ['Farzana', 'Pharjana', 'फ़रज़ाना'],
  ['Bhagyashree', 'Bhagyashri', 'भाग्यश्री'],
  ['Dhondiba', 'Dondiba', 'धोंडिबा'],
];

describe('spellings of one name', () => {
  it.each(spellings)('%s is found by every one of them', (...names) => {
    for (const typed of names)
      for (const name of names)
        expect([typed, name, fits(typed, `Somebody ${name}`)]).not.toContain(null);
  });

  it('meet while they are still being typed: all from six letters on, all but three of them from four', () => {
    const missed = (letters: number): string[] =>
      spellings.flatMap(([first, ...others]) => {
        const begun = [...first!].slice(0, letters).join('');
        return others.filter((name) => fits(begun, name) === null);
      });
    expect(missed(6)).toEqual([]);
    // "dn" is no sound of its own until the y comes, and "jy" is one.
    expect(missed(4)).toEqual(['Pragya', 'प्रज्ञा', 'Jotsna']);
    expect(missed(5)).toEqual(['Pragya', 'प्रज्ञा']);
  });

  it('are told from what is written just so, which stands first', () => {
    expect(fits('jadhav', 'Sunita Jadhav')).toBe('as-written');
    expect(fits('jadav', 'Sunita Jadhav')).toBe('sounds-alike');
    expect(fits('krushna', 'Krishna Patil')).toBe('same-bones');
    expect(fits('sunita jadav', 'Jadhav Suneeta')).toBe('sounds-alike');
  });
});

describe('names that are not one', () => {
  it.each([
    ['Jadhav', 'Yadav'],
    ['Patil', 'Pathak Kumar'],
    ['Sunita', 'Anita'],
    ['Asha', 'Usha'],
    ['Asha', 'Sha'],
    ['Kamble', 'Kumbhar'],
    ['Ramesh', 'Suresh'],
    ['शिंदे', 'सोनवणे'],
    ['Jadhav Sunita', 'Jadhav Ramesh'],
  ])('%s does not find %s', (typed, name) => {
    expect(fits(typed, name)).toBeNull();
  });

  it('of odd letters, one letter, emoji and right-to-left are found as they are written', () => {
    for (const name of ['🙂 Rita', 'ر فاطمة', 'A', 'a'.repeat(200), 'O’Brien'])
      expect(fits(name, name)).toBe('as-written');
    expect(fits('brien', 'O’Brien')).toBe('as-written');
  });
});
