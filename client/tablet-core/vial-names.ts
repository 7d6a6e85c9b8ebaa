// Owns the name written on a vial with a pen: this tablet's letter and the next free number.

import type { VialFacts } from '../read-model/vial-facts.ts';

/** Without I and O, which a pen makes into 1 and 0. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** The letter of this tablet's earlier vials; else one from its key that no other tablet is seen to use. */
export function suggestVialName(vials: readonly VialFacts[], thumbprint: Uint8Array): string {
  const letter = letterOf(vials, thumbprint);
  const numbers = vials
    .filter((vial) => vial.name.replace(/\d+$/, '') === letter)
    .map((vial) => Number(/\d+$/.exec(vial.name)?.[0] ?? 0));
  return `${letter}${Math.max(0, ...numbers) + 1}`;
}

function letterOf(vials: readonly VialFacts[], thumbprint: Uint8Array): string {
  const own = vials.find((vial) => vial.isOwn && /^[A-Z]\d+$/.test(vial.name));
  if (own !== undefined) return own.name[0]!;
  const taken = new Set(vials.filter((vial) => !vial.isOwn).map((vial) => vial.name[0]));
  const start = (thumbprint[0] ?? 0) % letters.length;
  const inTurn = [...letters.slice(start), ...letters.slice(0, start)];
  return inTurn.find((letter) => !taken.has(letter)) ?? letters[start]!;
}
