// Owns the few statistics of the bench: median and percentiles of what was measured, nothing averaged away.

/** The value below which `share` of all values lie, by the nearest rank: always one that was measured. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('percentile: nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  return sorted[rank - 1]!;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('median: nothing was measured');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The median of ratios of neighbours: what disturbs the machine for a moment disturbs both of a pair. */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) throw new Error('medianRatio: not in pairs');
  return median(ours.map((value, i) => value / theirs[i]!));
}
