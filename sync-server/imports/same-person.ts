// Owns the question whether two entries under one reference id are one person, and whether one ID under two reference ids is.

export interface PersonTraits {
  readonly name: string;
  readonly birthYear: number;
  readonly gender: string;
  readonly idHmac: string | null;
}

/** Spelling that does not matter when names are compared. Stored names keep theirs. */
export function nameKey(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * A mended spelling, year or document leaves the rest standing. An altogether different name is somebody else,
 * even with the same phone and document: that is how one person's reference id is given away in real lists.
 */
export function isSamePerson(one: PersonTraits, other: PersonTraits): boolean {
  if (!areNamesAlike(one.name, other.name)) return false;
  const isBornAlike = one.birthYear === other.birthYear && one.gender === other.gender;
  const isIdAlike = one.idHmac !== null && one.idHmac === other.idHmac;
  return isBornAlike || isIdAlike;
}

/** Equal, or sharing a word, or one a small slip away from the other. */
export function areNamesAlike(one: string, other: string): boolean {
  const first = nameKey(one);
  const second = nameKey(other);
  if (first === second) return true;
  const words = new Set(first.split(' ').filter((word) => word.length > 1));
  if (second.split(' ').some((word) => words.has(word))) return true;
  return first.split(' ').some((word) => second.split(' ').some((twin) => isSlip(word, twin)));
}

/** One letter more, less or other, in words of four letters and longer. */
function isSlip(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < 4 || Math.abs(one.length - other.length) > 1)
    return false;
  let i = 0;
  while (i < one.length && one[i] === other[i]) i++;
  return (
    one.slice(i + 1) === other.slice(i + 1) ||
    one.slice(i + 1) === other.slice(i) ||
    one.slice(i) === other.slice(i + 1)
  );
}

/**
 * One document under two reference ids is one person. A ration card belongs to a household:
 * there name and birth year have to agree too.
 */
export function isLikelySamePerson(
  one: PersonTraits & { readonly idType: string | null },
  other: PersonTraits,
): boolean {
  if (one.idHmac === null || one.idHmac !== other.idHmac) return false;
  if (one.idType !== 'ration-card') return true;
  return areNamesAlike(one.name, other.name) && one.birthYear === other.birthYear;
}
