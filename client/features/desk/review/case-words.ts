// Owns the sentences of a case's evidence and history: what the server names by a word, said plainly.

import type { DeskHistoryLine } from '../../../../schemas/desk.ts';
import type { DeskAct, DeskCase } from '../../../../schemas/desk-case.ts';
import { questionAnswers } from '../../../../schemas/events/question-answered.ts';
import { questionTopics } from '../../../../schemas/events/question-asked.ts';
import { formatDayTime, hasText, t, type TextKey } from '../../../i18n/index.ts';
import { say, saySpan } from '../desk-texts.ts';

const historyKinds = [
  'walk-in-registered',
  'checked-in',
  'code-tried',
  'booking-stated',
  'not-today',
  'dose-administered',
  'entered-in-error',
  'observation-ended',
  'confirmed',
  'waiting',
  'held',
  'accepted',
  'revoked',
  'question-asked',
  'question-answered',
  'same-person',
  'not-same-person',
  'reasons-settled',
  'not-me',
  'word-given',
] as const;

export function sayHistory({ what }: Pick<DeskHistoryLine, 'what'>): string {
  const known = historyKinds.find((kind) => kind === what);
  return known === undefined ? say('history.unknown', { name: what }) : say(`history.${known}`);
}

/** Supervisors' own words; a question and its answer stand in a part of their own. */
export function noteOfHistory({ what, note }: DeskHistoryLine): string | null {
  const isWords = [
    'accepted',
    'revoked',
    'same-person',
    'not-same-person',
    'reasons-settled',
  ].includes(what);
  return isWords ? note : null;
}

/** Who and where, as far as known: "Asha Kadam · Tablet K7". */
export function sayWho({ who, tablet }: Pick<DeskHistoryLine, 'who' | 'tablet'>): string {
  const person = who ?? (tablet === null ? say('history.register') : say('evidence.byNobody'));
  return tablet === null ? person : `${person} · ${tablet}`;
}

/** The tablet's time, how far its clock was out, when it came and which way. */
export function sayAct(act: DeskAct): readonly string[] {
  const out = Math.abs(act.skew);
  const later = act.receivedAt - act.at;
  return [
    formatDayTime(act.at),
    ...(out < 60
      ? []
      : [say(act.skew > 0 ? 'act.clockAhead' : 'act.clockBehind', { span: saySpan(out) })]),
    ...(later < 60 ? [] : [say('act.arrived', { span: saySpan(later) })]),
    ...(act.cameIn === 'own' ? [] : [say(`act.${act.cameIn}`)]),
  ];
}

export function sayAuthor(by: DeskAct['by']): string {
  if (by === null) return say('evidence.byNobody');
  return `${by.name} (${say(by.proved ? 'evidence.proved' : 'evidence.claimed')})`;
}

export function sayTopic(topic: string): string {
  const known = questionTopics.find((each) => each === topic);
  return say(`topic.${known ?? 'other'}`);
}

export function sayAnswer(answer: string): string {
  const known = questionAnswers.find((each) => each === answer);
  return say(`answer.${known ?? 'other'}`);
}

/** What all tries together say; null where no code could be held against. */
export function sayCodes(says: DeskCase['codesSay']): string {
  return say(`codes.${says ?? 'no-code'}`);
}

/** The tablet's own word for it, where it has one. */
export function sayIdType(idType: string): string {
  return sayOr(`idType.${idType}`, idType);
}

export function sayScreening(answer: string): string {
  return sayOr(`screening.${answer}`, answer);
}

export function sayReasonNotToday(reason: string): string {
  return sayOr(`notTodayReason.${reason}`, reason);
}

/** The tablet's texts are here too; what a newer tablet names is shown as it came. */
function sayOr(key: string, otherwise: string): string {
  return hasText(key) ? t(key as TextKey) : otherwise;
}
