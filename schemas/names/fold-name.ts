// Owns the folding of names, so that Jadhav, Jadav and जाधव are one for whoever searches. A fold finds people; it never decides that two are one.

import { devanagariToLatin } from './devanagari.ts';

export interface FoldedWord {
  /** In small letters, as written. */
  readonly plain: string;
  /** The sounds that spellings share: aspiration, length, doubled letters and every unstressed "a" are gone. */
  readonly sound: string;
  /** The sounds without any vowel, for "Krishna" and "Krushna". */
  readonly bones: string;
}

const wordBreaks = /[\s.,;:/()'’`´"“”_-]+/;

export function foldName(name: string): readonly FoldedWord[] {
  return name
    .normalize('NFC')
    .toLocaleLowerCase('en')
    .split(wordBreaks)
    .filter((word) => word !== '')
    .map(foldWord);
}

export function foldWord(word: string): FoldedWord {
  const plain = word.normalize('NFC').toLocaleLowerCase('en');
  const latin = devanagariToLatin(plain)
    .normalize('NFD')
    .replace(/[\u0300-\u036F\u200B-\u200D\uFEFF]/g, '');
  const consonantsAlike = latin
    .replace(/(?<=[bdgjkt])h/g, '')
    .replace(/dny|gny|jny|gy|^jn/g, 'gn')
    .replace(/ph/g, 'f')
    .replace(/ch+/g, 'ç')
    .replace(/x/g, 'ks')
    .replace(/[cq]/g, 'k')
    .replace(/z/g, 'j')
    .replace(/w/g, 'v')
    .replace(/m/g, 'n')
    // What is left of an aspirate, and an h between vowels: said by some, written by some.
    .replace(/(?<=.)h/g, '')
    .replace(/(.)\1+/g, '$1');
  const sound = consonantsAlike
    .replace(/[ey]/g, 'i')
    .replace(/[ov]/g, 'u')
    .replace(/(?<=.)a/g, '')
    .replace(/([iu])\1+/g, '$1');
  const bones = consonantsAlike.replace(/(?<=.)[aeiouy]/g, '');
  return { plain, sound, bones };
}

export type NameMatch = 'as-written' | 'sounds-alike' | 'same-bones';
const order: readonly NameMatch[] = ['as-written', 'sounds-alike', 'same-bones'];
/** Fewer consonants fit too many names. */
const bonesMin = 3;
const soundMin = 2;

/** How well what was typed fits a name: every typed word must begin a word of the name, in any order. Null when one does not. */
export function matchName(
  typed: readonly FoldedWord[],
  name: readonly FoldedWord[],
): NameMatch | null {
  let weakest = 0;
  for (const word of typed) {
    const best = bestMatch(word, name);
    if (best === null) return null;
    weakest = Math.max(weakest, order.indexOf(best));
  }
  return order[weakest] ?? null;
}

function bestMatch(typed: FoldedWord, name: readonly FoldedWord[]): NameMatch | null {
  if (name.some((word) => word.plain.includes(typed.plain))) return 'as-written';
  if (name.some((word) => isSoundOf(typed.sound, word.sound))) return 'sounds-alike';
  const { bones } = typed;
  return bones.length >= bonesMin && name.some((word) => word.bones.startsWith(bones))
    ? 'same-bones'
    : null;
}

/** The beginning of a word; a single sound begins too many, and has to be all of it. */
function isSoundOf(typed: string, sound: string): boolean {
  return typed.length >= soundMin ? sound.startsWith(typed) : typed !== '' && typed === sound;
}
