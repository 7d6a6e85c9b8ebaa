// Owns the moment made-up tablets live in: 21 May 2021, 10:30 IST.

export const fakeNow = 1_621_573_200;
