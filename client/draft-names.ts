// Owns the names of the forms whose typing is kept: one row of the database each. A name holds numbers and log ids, never a person's words.

export const draftNames = {
  walkIn: 'walk-in',
  vial: 'vial',
  check: (personKey: string): string => `check/${personKey}`,
  code: (personKey: string): string => `code/${personKey}`,
  notToday: (personKey: string): string => `not-today/${personKey}`,
  correction: (personKey: string): string => `correction/${personKey}`,
  booking: (personKey: string): string => `booking/${personKey}`,
  earlierDose: (personKey: string): string => `earlier-dose/${personKey}`,
} as const;
