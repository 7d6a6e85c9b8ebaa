// Owns the types of the tables behind what leaves for other registers: tokens, and the outbox to the state's.

/** A program's right to read records, in the place of its account. Only the hash of the token is here. */
export interface AccessTokenTable {
  token_hash: string;
  account: string;
  made_at: number;
  valid_until: number;
  seen_at: number | null;
}

/** How far the feed of a centre was read for the state's register. */
export interface CowinCursorTable {
  centre_id: number;
  feed_seq: number;
}

/** What the state's register should hold of a dose, and whether it said that it does. No person in it: the body is made when it is sent. */
export interface CowinDeliveryTable {
  centre_id: number;
  dose_key: string;
  case_key: string;
  /** vaccinated · withdrawn. */
  action: string;
  /** SHA-256 of the body as it was last made: a corrected person is sent again. */
  content_hash: string;
  revision: number;
  sent_revision: number | null;
  /** waiting · sent · dead. */
  state: string;
  tries: number;
  next_try_at: number;
  /** Why the last try did not count, by name. */
  fault: string | null;
  queued_at: number;
  sent_at: number | null;
}
