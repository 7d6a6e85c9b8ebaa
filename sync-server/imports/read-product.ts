// Owns the names of vaccines in lists: known ones in any spelling of case and spacing, and "did you mean" for the rest.

import type { ProductRule } from '../../schemas/rules/rule-set.ts';

export type ProductReading =
  | { readonly outcome: 'known'; readonly product: string; readonly isRespelt: boolean }
  | { readonly outcome: 'unknown'; readonly suggestion: string | null };

const editsMax = 3;

export function readProduct(text: string, products: readonly ProductRule[]): ProductReading {
  const key = lettersOf(text);
  const known = products.find(
    ({ product }) => lettersOf(product) === key || lettersOf(product) === `${key}V`,
  );
  if (known) {
    return { outcome: 'known', product: known.product, isRespelt: known.product !== text };
  }
  return {
    outcome: 'unknown',
    suggestion: nearest(
      key,
      products.map(({ product }) => product),
    ),
  };
}

/** "…, did you mean X?" or the known names. */
export function unknownProductSentence(
  shownText: string,
  suggestion: string | null,
  products: readonly ProductRule[],
): string {
  const help =
    suggestion === null
      ? `known are ${products.map(({ product }) => product).join(', ')}`
      : `did you mean ${suggestion}?`;
  return `${shownText} is not a known vaccine: ${help}`;
}

function lettersOf(text: string): string {
  return text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The candidate fewest edits away, or null when all are too far for a guess. */
export function nearest(text: string, candidates: readonly string[]): string | null {
  let best: string | null = null;
  let fewest = editsMax + 1;
  for (const candidate of candidates) {
    const edits = countEdits(lettersOf(text).slice(0, 60), lettersOf(candidate));
    if (edits < fewest && edits * 3 <= candidate.length) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
export function countEdits(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const cost = from[i - 1] === to[j - 1] ? 0 : 1;
      let edits = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        edits = Math.min(edits, rows[i - 2]![j - 2]! + 1);
      row.push(edits);
    }
    rows.push(row);
  }
  return rows[from.length]![to.length]!;
}
