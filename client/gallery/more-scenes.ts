// Owns the scenes of the gallery that came with the questions of a district, odd names and a locked tablet that still records.

import { createFakeTablet, type FakeTablet } from '../testing/fake-tablet.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { personPath } from '../parts/person-path.ts';
import type { QuestionRow } from '../tablet.ts';
import type { Scene } from './scenes.ts';

function question(seq: number, more: Partial<QuestionRow> = {}): QuestionRow {
  return {
    key: `S1/${seq}/AAAAAAAAAAA`,
    ref: { log: 'S1-00000000.1', seq, h: 'AAAAAAAAAAA' },
    caseKey: `a${seq}-9`,
    subject: { appointmentNo: seq, check: 9 },
    topic: 'vial',
    text: null,
    askedAt: fakeNow - seq * 3_600,
    name: 'विठ्ठल म्हात्रे',
    day: '2021-05-20',
    isOnList: false,
    answers: [],
    ...more,
  };
}

function asked(): FakeTablet {
  const tablet = createFakeTablet();
  tablet.questions.value = [
    question(1),
    question(2, { name: 'Farida Shaikh', answers: [{ answer: 'yes', text: null }] }),
  ];
  return tablet;
}

/** Two hundred signs, one sign, right to left, a picture: each must leave the row as high as it is. */
function oddlyNamed(): FakeTablet {
  const tablet = createFakeTablet(8);
  const names = ['क्षत्रिय '.repeat(25).trim(), 'न', 'محمد عبدالله', 'Asha 🌼 Patil'];
  tablet.people.value = tablet.people.value.map((person, i) => ({
    ...person,
    name: names[i] ?? person.name,
  }));
  return tablet;
}

function offline(): FakeTablet {
  const tablet = createFakeTablet();
  tablet.connection.value = { state: 'offline', lastExchangeAt: fakeNow - 4 * 3_600, unsent: 57 };
  return tablet;
}

function locked(): FakeTablet {
  const tablet = createFakeTablet();
  void tablet.lock();
  return tablet;
}

export const moreScenes: Readonly<Record<string, Scene>> = {
  questions: { path: '/questions', tablet: async () => asked() },
  'list-asked': { path: '/', tablet: async () => asked() },
  'list-odd-names': { path: '/', tablet: async () => oddlyNamed() },
  'person-long-name': {
    path: personPath(createFakeTablet(8).people.value[0]!.key),
    tablet: async () => oddlyNamed(),
  },
  'list-offline': { path: '/', tablet: async () => offline() },
  'status-offline': { path: '/status', tablet: async () => offline() },
  'record-only': { path: '/record-only', tablet: async () => locked() },
};
