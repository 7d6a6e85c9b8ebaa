// Owns a dose's state in one line: icon and words, never colour alone.

import type { JSX } from 'preact';
import type { DeskDoseState } from '../../../../schemas/desk.ts';
import { StatusWords } from '../../../ui/notice.tsx';
import { say } from '../desk-texts.ts';
import { wordsOfState } from '../state-words.ts';

export function StateLabel({
  state,
}: {
  readonly state: DeskDoseState | 'elsewhere';
}): JSX.Element {
  const words = wordsOfState[state];
  return (
    <StatusWords tone={words.tone} icon={words.icon}>
      {say(words.key)}
    </StatusWords>
  );
}
