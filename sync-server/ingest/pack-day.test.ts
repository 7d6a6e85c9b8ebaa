// Owns when a tablet gets tomorrow's list: the evening before, by India's clock, and not while today's people still wait.

import { describe, expect, it } from 'vitest';
import { istDayStart } from '../../schemas/rules/day.ts';
import { choosePackDay, type SessionWordFacts } from './pack-day.ts';

const at = (time: string): number => {
  const [hours, minutes] = time.split(':').map(Number);
  return istDayStart('2021-05-21')! + hours! * 3600 + minutes! * 60;
};
const place = (seq: number) => ({ log: 'ABCDEFGH.12345678', seq, h: 'AAAAAAAAAAA' });
const word = (
  kind: 'opened' | 'closed',
  seq: number,
  vaccinationSession = 'vs-1',
  reopens: SessionWordFacts['reopens'] = [],
): SessionWordFacts => ({
  vaccinationSession,
  kind: `vaccination-session-${kind}`,
  place: place(seq),
  reopens,
});
const closed = [word('opened', 1), word('closed', 90)];

describe('the list in force', () => {
  it('is today’s from midnight of India to the evening, whatever was closed', () => {
    expect(choosePackDay(at('00:00'), ['vs-1'], ['vs-2'], closed)).toBe('2021-05-21');
    expect(choosePackDay(at('05:00'), ['vs-1'], ['vs-2'], closed)).toBe('2021-05-21');
    expect(choosePackDay(at('16:59'), ['vs-1'], ['vs-2'], closed)).toBe('2021-05-21');
  });

  it('is tomorrow’s in the evening, once every session of today is closed', () => {
    expect(choosePackDay(at('17:00'), ['vs-1'], ['vs-2'], closed)).toBe('2021-05-22');
    expect(choosePackDay(at('17:00'), ['vs-1'], ['vs-2'], [])).toBe('2021-05-21');
    expect(choosePackDay(at('18:00'), ['vs-1', 'vs-3'], ['vs-2'], closed)).toBe('2021-05-21');
    expect(choosePackDay(at('18:00'), [], ['vs-2'], [])).toBe('2021-05-22');
  });

  it('is today’s again when a session was opened again', () => {
    const again = [...closed, word('opened', 91, 'vs-1', [place(90)])];
    expect(choosePackDay(at('18:00'), ['vs-1'], ['vs-2'], again)).toBe('2021-05-21');
  });

  it('comes late in the evening also to a centre that closes nothing, and never when tomorrow has no session', () => {
    expect(choosePackDay(at('21:00'), ['vs-1'], ['vs-2'], [])).toBe('2021-05-22');
    expect(choosePackDay(at('23:59'), ['vs-1'], [], closed)).toBe('2021-05-21');
  });
});
