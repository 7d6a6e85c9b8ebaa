// Owns the budgets: each figure stands here once, with its unit in its name. A budget is never raised to be met.

export const wireBudgets = {
  people: 200,
  bodiesBytesMax: 5_000,
  rowsBytesMax: 200_000,
  roundTripsMax: 1,
  timesFewerThanPouchMin: 40,
} as const;

export const packBudgets = { people: 500, packBytesMax: 18_000 } as const;

export const appendBudgets = { timesBareMax: 2 } as const;

export const ingestBudgets = {
  timesPouchMin: 2,
  /** Events in one request at which a rate is asked for. */
  batch: 20,
  eventsPerSecondMin: 5_000,
  drainSecondsMax: 60,
} as const;

export const screenBudgets = {
  firstLoadBytesMax: 150_000,
  unlockPeople: 500,
  unlockMillisecondsMax: 500,
  listPeople: 2_000,
  pressMillisecondsMax: 50,
  frameMillisecondsMax: 50,
} as const;

export const longDayBudgets = { people: 500, eventToScreenMillisecondsMax: 100 } as const;
