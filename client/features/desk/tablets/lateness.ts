// Owns the rule how late a tablet is: seconds since its last contact, and whether anybody would expect one today.

/** From the best to the worst; `never` stands apart. */
export const latenesses = [
  'in-contact',
  'no-session',
  'late-10-minutes',
  'late-30-minutes',
  'late-day',
  'never',
] as const;
export type Lateness = (typeof latenesses)[number];

/** On a day without a vaccination session a switched-off tablet is nothing to call a centre about, until a day is over. */
export function latenessOf(
  tablet: { readonly lastContactAt: number | null; readonly hasSessionToday: boolean },
  now: number,
): Lateness {
  if (tablet.lastContactAt === null) return 'never';
  const seconds = now - tablet.lastContactAt;
  if (seconds >= 86_400) return 'late-day';
  if (seconds < 10 * 60) return 'in-contact';
  if (!tablet.hasSessionToday) return 'no-session';
  return seconds >= 30 * 60 ? 'late-30-minutes' : 'late-10-minutes';
}

export function isLate(lateness: Lateness): boolean {
  return lateness.startsWith('late-');
}
