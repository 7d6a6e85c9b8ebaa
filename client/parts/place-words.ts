// Owns the words, icon and tone of where a record is, and of a person's progress through the day.

import type { TextKey } from '../i18n/index.ts';
import type { PersonRow, RecordPlace } from '../tablet.ts';
import type { Progress } from '../../schemas/fold/case.ts';
import type { IconName } from '../ui/icons.tsx';
import type { Tone } from '../ui/notice.tsx';

export interface StateWords {
  readonly key: TextKey;
  readonly icon: IconName;
  readonly tone: Tone;
}

export const wordsOfPlace: Readonly<Record<RecordPlace, StateWords>> = {
  'saved-here': { key: 'place.saved-here', icon: 'saved', tone: 'saved' },
  sent: { key: 'place.sent', icon: 'sent', tone: 'saved' },
  'being-checked': { key: 'place.being-checked', icon: 'checking', tone: 'wait' },
  confirmed: { key: 'place.confirmed', icon: 'confirmed', tone: 'good' },
  held: { key: 'place.held', icon: 'held', tone: 'warn' },
  'in-question': { key: 'place.in-question', icon: 'held', tone: 'warn' },
  withdrawn: { key: 'place.withdrawn', icon: 'withdrawn', tone: 'bad' },
  'from-other-tablet': { key: 'place.from-other-tablet', icon: 'otherTablet', tone: 'plain' },
};

export const wordsOfProgress: Readonly<Record<Progress, StateWords>> = {
  due: { key: 'progress.due', icon: 'clock', tone: 'plain' },
  arrived: { key: 'progress.arrived', icon: 'person', tone: 'saved' },
  'not-today': { key: 'progress.not-today', icon: 'notToday', tone: 'wait' },
  dosed: { key: 'progress.dosed', icon: 'needle', tone: 'good' },
};

/** Where the latest dose of a person is that counts; null without one. */
export function latestPlace(person: PersonRow): RecordPlace | null {
  const counted = person.folded.doses.filter((dose) => dose.enteredInError === null);
  const last = counted[counted.length - 1];
  if (last === undefined) return null;
  return placeOfDose(person, last.ref);
}

export function placeOfDose(
  person: PersonRow,
  ref: { readonly log: string; readonly seq: number },
): RecordPlace {
  const known = person.dosePlaces.find(
    (each) => each.ref.log === ref.log && each.ref.seq === ref.seq,
  );
  return known?.place ?? 'saved-here';
}
