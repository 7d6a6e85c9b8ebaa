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
