// Owns people who are booked at another centre: what a table without that list is told of them, and what the server knows.

import { otherRoom, drawCode, type Room } from './room.ts';

export interface BookedElsewhere {
  readonly centreId: number;
  readonly referenceId: string;
  readonly code: number;
  readonly name: string;
  readonly birthYear: number;
}

const firstNames = ['Asha', 'Kamal', 'Meena', 'Ratan', 'Vithal', 'Zubeda'];
const lastNames = ['Jadhav', 'Pawar', 'Shinde', 'More', 'Gaikwad'];

/** On the list of the other centre from now on; no tablet of this one hears of them. */
export async function bookElsewhere(room: Room, count: number): Promise<BookedElsewhere[]> {
  const booked = Array.from({ length: count }, (_, i): BookedElsewhere => {
    const referenceId = String(72_000_000_000_000 + i * 11);
    return {
      centreId: otherRoom,
      referenceId,
      code: drawCode(room.dice, referenceId),
      name: `${firstNames[i % firstNames.length]!} ${lastNames[i % lastNames.length]!}`,
      birthYear: 1950 + (i % 40),
    };
  });
  await room.server.takeList(booked);
  return booked;
}
