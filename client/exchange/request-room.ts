// Owns how much one request may hold, and how it shrinks on a link that cuts.

import { limits } from '../../schemas/limits.ts';
import type { DeliveryRoom } from '../journal/delivery.ts';

/** Small bodies go together also when everything is halved, as after a day without a network: each request more costs its headers. */
const bodiesMin = 8;

/** What one request may hold; halved after each cut, never below one body of full size or ten rows. */
export function roomAfter(halvings: number): DeliveryRoom {
  const part = 2 ** halvings;
  return {
    bodies: Math.max(bodiesMin, Math.floor(limits.requestBodiesMax / part)),
    rows: Math.max(10, Math.floor(limits.requestRowsMax / part)),
    bytes: Math.max(24_000, Math.floor(500_000 / part)),
    spans: new Set(),
  };
}
