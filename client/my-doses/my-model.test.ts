// Owns what the person's own page does without a screen: from phone to doses, one question at a time, and nothing left when it closes.

import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MyDose, MyDoses, MyPerson } from '../../schemas/my-doses.ts';
import { language } from '../i18n/language.ts';
import type { MyApi, MyAnswer } from './my-api.ts';
import { createMyModel, type MyModel } from './my-model.ts';
import { say, sayDay } from './my-texts.ts';
import { digitsOf } from './typed-digits.ts';

const dose: MyDose = {
  dose: 'dddddddddd1',
  day: '2021-05-21',
  place: 'PHC Poynad',
  doseNumber: 1,
  product: 'COVISHIELD',
  vaccineBatch: '4121Z001',
  state: 'asks-you',
  mayConfirm: true,
  mayDeny: true,
};
const person: MyPerson = {
  person: 'pppppppppp1',
  name: 'Sunita Devi',
  birthYear: 1985,
  gender: 'Female',
  booking: null,
  doses: [dose],
  isCorrectionOpen: false,
  hasCard: false,
};

const answered = <Value>(value: Value): MyAnswer<Value> => ({ outcome: 'answered', value });

describe('the person’s own page', () => {
  let calls: (readonly [string, ...unknown[]])[];
  let answers: Partial<Record<keyof MyApi, MyAnswer<unknown>>>;
  let now: number;
  let looks: (() => void)[];
  let saved: string[];
  let model: MyModel;
  let held: MyDoses;
  beforeEach(() => {
    calls = [];
    now = 1_621_573_200;
    looks = [];
    saved = [];
    held = { people: [person], signedInUntil: now + 900 };
    answers = {};
    const answer =
      (name: keyof MyApi, usual: () => unknown) =>
      async (...args: unknown[]): Promise<MyAnswer<never>> => {
        calls.push([name, ...args]);
        return (answers[name] ?? answered(usual())) as MyAnswer<never>;
      };
    const api: MyApi = {
      askCode: answer('askCode', () => ({ secondsValid: 600 })),
      signIn: answer('signIn', () => held),
      signOut: answer('signOut', () => null),
      doses: answer('doses', () => held),
      giveWord: answer('giveWord', () => ({ outcome: 'confirmed' })),
      deny: answer('deny', () => ({ outcome: 'frozen' })),
      card: answer('card', () => ({ outcome: 'issued', numeric: '1', file: '{}', issuedAt: now })),
      correct: answer('correct', () => ({ outcome: 'asked' })),
      tellTwice: answer('tellTwice', () => ({ outcome: 'asked' })),
      askNewPhoneCode: answer('askNewPhoneCode', () => ({ secondsValid: 600 })),
      changePhone: answer('changePhone', () => ({ outcome: 'changed' })),
    };
    model = createMyModel({
      api,
      now: () => now,
      every: (_, run) => {
        looks.push(run);
        return () => void looks.splice(looks.indexOf(run), 1);
      },
      saveFile: (name, mediaType, content) => void saved.push(`${name} ${mediaType} ${content}`),
      print: () => void saved.push('printed'),
    });
  });
  afterEach(() => void (language.value = 'en'));

  const enter = async (): Promise<void> => {
    model.typePhone('98123 45678');
    await model.askCode();
    model.typeCode('012345');
    await model.open();
  };

  it('goes from phone to code to doses', async () => {
    language.value = 'mr';
    await enter();
    expect(model.stage.value).toBe('doses');
    expect(model.doses.value).toBe(held);
    expect(calls).toEqual([
      ['askCode', '9812345678', 'mr'],
      ['signIn', '9812345678', '012345'],
    ]);
    expect(model.code.value).toBe('');
  });

  it.each([
    ['+91 98123 45678', '9812345678'],
    ['09812345678', '9812345678'],
    ['९८१२३४५६७८', '9812345678'],
    ['9812345678999', '9812345678'],
    ['9123456789', '9123456789'],
    ['abc', ''],
  ])('reads the phone %s', (typed, digits) => expect(digitsOf(typed, 10)).toBe(digits));

  it('asks nobody with a phone or a code of another form', async () => {
    model.typePhone('5812345678');
    await model.askCode();
    expect(model.problem.value).toEqual({ outcome: 'phone' });
    model.typeCode('12345');
    await model.open();
    expect(model.problem.value).toEqual({ outcome: 'code' });
    expect(calls).toEqual([]);
  });

  it('says what went wrong and stays where it was', async () => {
    answers.askCode = { outcome: 'wait', minutes: 4 };
    model.typePhone('9812345678');
    await model.askCode();
    expect(model.stage.value).toBe('phone');
    expect(model.problem.value).toEqual({ outcome: 'wait', minutes: 4 });
    delete answers.askCode;
    answers.signIn = { outcome: 'refused' };
    await enter();
    expect(model.stage.value).toBe('code');
    expect(model.problem.value).toEqual({ outcome: 'refused' });
  });

  it('asks once, however often the button is pressed', async () => {
    await enter();
    await Promise.all([model.giveWord(dose.dose), model.giveWord(dose.dose)]);
    expect(calls.filter(([name]) => name === 'giveWord')).toHaveLength(1);
    expect(model.said.value).toEqual({ [dose.dose]: 'confirmed' });
    expect(calls.at(-1)).toEqual(['doses']);
  });

  it('says "not me" only after it was asked once more', async () => {
    await enter();
    model.askDeny(dose.dose);
    expect(model.denying.value).toBe(dose.dose);
    model.askDeny(null);
    expect(calls.map(([name]) => name)).not.toContain('deny');
    model.askDeny(dose.dose);
    await model.deny(dose.dose);
    expect(model.denying.value).toBeNull();
    expect(model.said.value).toEqual({ [dose.dose]: 'frozen' });
  });

  it('keeps what was said unsaid when there was no connection', async () => {
    await enter();
    answers.giveWord = { outcome: 'offline' };
    await model.giveWord(dose.dose);
    expect(model.said.value).toEqual({});
    expect(model.problem.value).toEqual({ outcome: 'offline' });
    expect(model.stage.value).toBe('doses');
  });

  it('shows, saves and prints the card, and hides it when a dose is denied', async () => {
    await enter();
    await model.showCard(person.person);
    model.saveCard();
    model.print();
    expect(saved).toEqual(['card.smart-health-card application/smart-health-card {}', 'printed']);
    await model.deny(dose.dose);
    expect(model.card.value).toBeNull();
  });

  it('sends only what a correction changes', async () => {
    await enter();
    const { correction } = model;
    correction.begin(person);
    correction.type({ name: '  ' });
    await correction.send();
    expect(correction.fault.value).toBe('name');
    correction.type({ name: 'Sunita Patil', birthYear: '85' });
    await correction.send();
    expect(correction.fault.value).toBe('year');
    correction.type({ birthYear: '1985' });
    await correction.send();
    expect(calls.find(([name]) => name === 'correct')).toEqual([
      'correct',
      { person: person.person, name: 'Sunita Patil' },
    ]);
    expect(correction.answer.value).toEqual({ person: person.person, outcome: 'asked' });
    expect(correction.draft.value).toBeNull();
  });

  it('changes the phone with the code that came to the new one, and stays at a wrong one', async () => {
    await enter();
    const { newPhone } = model;
    newPhone.begin(person.person);
    newPhone.typeNumber('97000 00002');
    await newPhone.askCode();
    expect(newPhone.draft.value).toMatchObject({ isAsked: true });
    newPhone.typeCode('111111');
    answers.changePhone = answered({ outcome: 'code-refused' });
    await newPhone.change();
    expect(newPhone.fault.value).toBe('refused');
    delete answers.changePhone;
    await newPhone.change();
    expect(newPhone.answer.value).toBe('changed');
    expect(newPhone.draft.value).toBeNull();
  });

  it('closes itself when its quarter of an hour is over, and nothing of anybody stays', async () => {
    await enter();
    await model.showCard(person.person);
    model.correction.begin(person);
    now += 899;
    looks[0]?.();
    expect(model.stage.value).toBe('doses');
    now += 1;
    looks[0]?.();
    expect(model.stage.value).toBe('phone');
    expect(model.problem.value).toEqual({ outcome: 'closed' });
    expect([model.doses.value, model.card.value, model.correction.draft.value]).toEqual([
      null,
      null,
      null,
    ]);
    expect(looks).toEqual([]);
  });

  it('closes when the server says so, and when the person does', async () => {
    await enter();
    answers.card = { outcome: 'closed' };
    await model.showCard(person.person);
    expect(model.stage.value).toBe('phone');
    await enter();
    await model.signOut();
    expect(calls.at(-1)).toEqual(['signOut']);
    expect(model.doses.value).toBeNull();
  });

  it('tells which other entry is the same person, and forgets it when the page closes', async () => {
    await model.start();
    model.twice.begin('p-1');
    await model.twice.tell('p-2');
    expect(calls.at(-1)).toEqual(['tellTwice', 'p-1', 'p-2']);
    expect(model.twice.answer.value).toEqual({ person: 'p-1', outcome: 'asked' });
    await model.signOut();
    expect(model.twice.answer.value).toBeNull();
  });

  it('opens at once where the cookie of a moment ago still does', async () => {
    await model.start();
    expect(model.stage.value).toBe('doses');
    answers.doses = { outcome: 'closed' };
    await model.signOut();
    await model.start();
    expect(model.stage.value).toBe('phone');
    expect(model.problem.value).toBeNull();
  });
});

describe('the page’s texts', () => {
  const read = (of: string): Record<string, string> =>
    JSON.parse(readFileSync(new URL(`../i18n/my.${of}.json`, import.meta.url), 'utf8')) as Record<
      string,
      string
    >;
  const en = read('en');
  const placesOf = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

  it.each(['hi', 'mr'])('are all there in %s, with the same places to fill', (of) => {
    const texts = read(of);
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(en)) {
      expect([key, placesOf(texts[key] ?? '')]).toEqual([key, placesOf(text)]);
      expect(texts[key]?.trim()).not.toBe('');
      expect(texts[key]).not.toMatch(/[\u0966-\u096F]/);
    }
  });

  it('never say a word of the machine room', () => {
    const forbidden = /\b(sync|queue|conflict|fork|quarantine|sealed|poison|epoch|segment|cursor)/i;
    expect(Object.values(en).filter((text) => forbidden.test(text))).toEqual([]);
  });

  it('fill their places and write days in words of the language', () => {
    language.value = 'en';
    expect(say('dose', { number: 2, product: 'COVAXIN' })).toBe('Dose 2 · COVAXIN');
    expect(sayDay('2021-05-21')).toBe('21 May 2021');
    language.value = 'mr';
    expect(sayDay('2021-05-21')).toMatch(/^21 मे,? 2021$/);
    expect(sayDay('')).toBe('');
    language.value = 'en';
  });
});
