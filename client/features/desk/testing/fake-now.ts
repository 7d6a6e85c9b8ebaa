// Owns the moment at which everything made up for the desk happens.

/** 21 May 2021, 14:05 IST. */
export const fakeNow = 1_621_586_100;
