// Owns the word, icon and tone of each state of a dose on the desk.

import type { DeskDoseState } from '../../../schemas/desk.ts';
import type { IconName } from '../../ui/icons.tsx';
import type { Tone } from '../../ui/notice.tsx';
import type { DeskTextKey } from './desk-texts.ts';

export interface StateWords {
  readonly key: DeskTextKey;
  readonly icon: IconName;
  readonly tone: Tone;
}

export const wordsOfState: Readonly<Record<DeskDoseState | 'elsewhere', StateWords>> = {
  received: { key: 'state.received', icon: 'sent', tone: 'saved' },
  waiting: { key: 'state.waiting', icon: 'checking', tone: 'wait' },
  confirmed: { key: 'state.confirmed', icon: 'confirmed', tone: 'good' },
  held: { key: 'state.held', icon: 'held', tone: 'warn' },
  'in-question': { key: 'state.in-question', icon: 'held', tone: 'warn' },
  accepted: { key: 'state.accepted', icon: 'confirmed', tone: 'good' },
  revoked: { key: 'state.revoked', icon: 'withdrawn', tone: 'bad' },
  elsewhere: { key: 'state.elsewhere', icon: 'info', tone: 'plain' },
};
