// Owns the queries about the tablet that asks.

import { rememberQuery } from '../store/remembered-query.ts';

export const selectDevice = rememberQuery<{ readonly device: string }>()((reach, { one }) =>
  reach.selectFrom('device').selectAll().where('device', '=', one('device')),
);

export const updateContact = rememberQuery<{
  readonly device: string;
  readonly at: number;
  readonly heartbeat: string;
}>()((reach, { one }) =>
  reach
    .updateTable('device')
    .set({ last_contact_at: one('at'), heartbeat: one('heartbeat') })
    .where('device', '=', one('device')),
);

/** One row when the counter was never seen before, none else. */
export const raiseCounter = rememberQuery<{ readonly device: string; readonly counter: number }>()(
  (reach, { one }) =>
    reach
      .updateTable('device')
      .set({ counter: one('counter') })
      .where('device', '=', one('device'))
      .where('counter', '<', one('counter'))
      .returning('device'),
);
