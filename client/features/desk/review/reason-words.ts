// Owns the sentences for the judge's reasons and the grounds of a decision.

import type { DeskOpenDose, ReasonGroup } from '../../../../schemas/desk.ts';
import type { IconName } from '../../../ui/icons.tsx';
import type { Tone } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { isKnownReason, type Ground } from './reasons.ts';

export type ShownReason = DeskOpenDose['reasons'][number];

/** What is wrong, in one plain sentence. */
export function sayReason({ reason }: Pick<ShownReason, 'reason'>): string {
  return isKnownReason(reason) ? say(`reason.${reason}`) : say('reason.unknown', { name: reason });
}

/** What it can mean, and what to look at. */
export function sayReasonAdvice({ reason }: Pick<ShownReason, 'reason'>): string {
  return isKnownReason(reason) ? say(`reasonAdvice.${reason}`) : say('reasonAdvice.unknown');
}

export function sayGround(ground: Ground): string {
  return say(`ground.${ground}`);
}

export const lookOfGroup: Readonly<
  Record<ReasonGroup, { readonly icon: IconName; readonly tone: Tone }>
> = {
  contradicted: { icon: 'held', tone: 'warn' },
  waiting: { icon: 'checking', tone: 'wait' },
  clinical: { icon: 'needle', tone: 'saved' },
  'session-flag': { icon: 'info', tone: 'plain' },
};

/** A number that fits no booking belongs to nobody: the server guesses no name, and neither does the screen. */
export function sayName(name: string): string {
  return name === '' ? say('evidence.noName') : name;
}

/** The data behind a reason, as a sentence; an unknown form is shown as it came. */
export function sayReasonDetail({ reason, detail }: ShownReason): string | null {
  if (detail === undefined || detail === '') return null;
  const days = /^(\d+)\/(\d+)$/.exec(detail);
  if (reason === 'interval-too-short' && days) {
    return say('reasonDetail.interval', { days: Number(days[1]), daysMin: Number(days[2]) });
  }
  return say('review.detail', { detail });
}
