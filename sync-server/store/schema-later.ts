// Owns the names and types of the tables that came with cards, messages, persons' own pages, staff and other registers.

/** A SMART Health Card that was issued. */
export interface CardTable {
  rid: string;
  centre_id: number;
  case_key: string;
  /** The key it is signed with. */
  kid: string;
  issued_at: number;
  /** Hash of what it says of the person and the doses. */
  content_hash: string;
  /** What will be signed; null once it is. */
  payload: string | null;
  /** Null until it is signed, and for ever where only the decisions file knew of it. */
  jws: string | null;
  revoked_at: number | null;
}
/** A dose that a card relies on, and the verdict it had then. */
export interface CardDoseTable {
  rid: string;
  centre_id: number;
  dose_key: string;
  verdict_key: string;
}
/** A case whose card may have to be issued: written with the verdict, taken away with the card. */
export interface CardDueTable {
  centre_id: number;
  case_key: string;
}
/** One entry of a revocation list. Never deleted. */
export interface CardRevocationTable {
  kid: string;
  rid: string;
  revoked_at: number;
  /** 1 once it stands in the decisions file too: only then is it published. */
  is_kept: number;
}

/** A message to a person's phone. What it says is made anew each time it is sent or read; only one-time codes rest here, sealed. */
export interface MessageTable {
  message_id: string;
  /** 0 where no centre knows the phone. */
  centre_id: number;
  /** booking-code · one-time-code · word-asked · dose-confirmed. */
  kind: string;
  case_key: string | null;
  dose_key: string | null;
  language: string | null;
  /** Phone and digits of a one-time code; gone once it is sent, spent or too old. */
  secret_sealed: Uint8Array | null;
  /** HMAC of the phone, for limits by phone. */
  phone_key: string | null;
  /** new · ready · sending · sent · failed · held-back · no-phone · expired · dropped · nobody. */
  state: string;
  attempts: number;
  next_try_at: number;
  made_at: number;
  valid_until: number | null;
  settled_at: number | null;
  /** gateway, or the account that sent it by hand. */
  settled_by: string | null;
  /** A word of a fixed list. */
  problem: string | null;
}
/** Six digits for one phone; only their MAC is here. */
export interface OneTimeCodeTable {
  code_id: string;
  phone_key: string;
  /** door · new-phone. */
  purpose: string;
  code_mac: Uint8Array;
  made_at: number;
  valid_until: number;
  tries: number;
  used_at: number | null;
  /** gateway · desk: whether a person of the district read it. */
  came_by: string;
}
export interface PersonSignInTable {
  token_hash: string;
  mobile_sealed: Uint8Array;
  code_came_by: string;
  signed_in_at: number;
}
/** Cases a phone may speak for: walk-ins', and phones that were changed. Bookings are found by their own column. */
export interface PhoneCaseTable {
  mobile_number: string;
  centre_id: number;
  case_key: string;
}
export interface PersonRequestTable {
  request_id: string;
  centre_id: number;
  case_key: string;
  dose_key: string;
  /** correction · not-me. */
  kind: string;
  wanted_sealed: Uint8Array | null;
  /** open · accepted · refused. */
  state: string;
  made_at: number;
  decided_at: number | null;
  decided_by: string | null;
}

/** What supervisors write to each other about a case. It never travels to a tablet. */
export interface CaseCommentTable {
  comment_id: string;
  centre_id: number;
  case_key: string;
  account: string;
  at: number;
  words: string;
}
/** Somebody in charge vouched for a key: one task each. */
export interface VouchTable {
  centre_id: number;
  /** Where the vouch was first written. */
  log: string;
  seq: number;
  staff_id: string;
  device: string;
  public_key: Uint8Array;
  voucher: string;
  substitute_name: string | null;
  vouched_at: number;
  /** open · confirmed · refused */
  state: string;
  decided_by: string | null;
  decided_at: number | null;
}
/** A sign-in that counts for nobody, and why: said at the desk. */
export interface RefusedSignInTable {
  centre_id: number;
  log: string;
  seq: number;
  staff_id: string;
  device: string;
  signed_in_at: number;
  received_at: number;
  /** staff-removed */
  why: string;
}

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
