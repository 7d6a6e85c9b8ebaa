// Owns the writing of Devanagari in plain Latin letters, sound by sound: for finding names, never for printing them.

const consonants: Readonly<Record<string, string>> = {
  क: 'k',
  ख: 'kh',
  ग: 'g',
  घ: 'gh',
  ङ: 'n',
  च: 'ch',
  छ: 'chh',
  ज: 'j',
  झ: 'jh',
  ञ: 'n',
  ट: 't',
  ठ: 'th',
  ड: 'd',
  ढ: 'dh',
  ण: 'n',
  त: 't',
  थ: 'th',
  द: 'd',
  ध: 'dh',
  न: 'n',
  ऩ: 'n',
  प: 'p',
  फ: 'ph',
  ब: 'b',
  भ: 'bh',
  म: 'm',
  य: 'y',
  र: 'r',
  ऱ: 'r',
  ल: 'l',
  ळ: 'l',
  ऴ: 'l',
  व: 'v',
  श: 'sh',
  ष: 'sh',
  स: 's',
  ह: 'h',
};
const vowels: Readonly<Record<string, string>> = {
  अ: 'a',
  आ: 'aa',
  इ: 'i',
  ई: 'ii',
  उ: 'u',
  ऊ: 'uu',
  ऋ: 'ri',
  ए: 'e',
  ऍ: 'e',
  ऐ: 'ai',
  ओ: 'o',
  ऑ: 'o',
  औ: 'au',
};
const vowelSigns: Readonly<Record<string, string>> = {
  'ा': 'aa',
  'ि': 'i',
  'ी': 'ii',
  'ु': 'u',
  'ू': 'uu',
  'ृ': 'ri',
  'े': 'e',
  'ॅ': 'e',
  'ै': 'ai',
  'ो': 'o',
  'ॉ': 'o',
  'ौ': 'au',
};
const virama = '्';
const nasalSigns = new Set(['ं', 'ँ']);
/** ज्ञ is said "dny" in Marathi and "gy" in Hindi: one sound of its own. */
const dnya = /ज\u094Dञ/g;
const nuktas = /\u093C/g;

/** Latin and other signs stay as they are. The vowel that a consonant carries unwritten is written. */
export function devanagariToLatin(text: string): string {
  const letters = [...text.normalize('NFD').replace(nuktas, '').replace(dnya, 'द\u094Dन\u094Dय')];
  return letters
    .map((letter, i) => {
      const consonant = consonants[letter];
      if (consonant !== undefined) {
        const next = letters[i + 1] ?? '';
        return next === virama || next in vowelSigns ? consonant : `${consonant}a`;
      }
      if (nasalSigns.has(letter)) return 'n';
      if (letter === virama) return '';
      return vowels[letter] ?? vowelSigns[letter] ?? letter;
    })
    .join('');
}
