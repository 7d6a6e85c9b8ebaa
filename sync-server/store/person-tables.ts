// Owns the names and types of the tables behind messages to persons, their one-time codes, sign-ins and requests.

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
interface OneTimeCodeTable {
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
interface PersonSignInTable {
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

/** Doses of it came since it was last held against others who may be the same person. */
interface PairWatchTable {
  centre_id: number;
  case_key: string;
}
/** Two cases that look like one person, in whatever centres; by order of their places, so that a pair is one row. */
export interface LikelyPairTable {
  pair_id: string;
  centre_id: number;
  case_key: string;
  other_centre_id: number;
  other_case: string;
  /** JSON array: mobile-and-name · id · reference · said. */
  why: string;
  /** register · person: a person said that they are listed twice. */
  found_by: string;
  found_at: number;
  /** open · same · different. */
  state: string;
  decided_by: string | null;
  decided_at: number | null;
  /** In the words of whoever said it; null while nobody did, and for what was said before notes were kept here. */
  note: string | null;
}

export interface PersonTables {
  message: MessageTable;
  one_time_code: OneTimeCodeTable;
  person_sign_in: PersonSignInTable;
  phone_case: PhoneCaseTable;
  person_request: PersonRequestTable;
  pair_watch: PairWatchTable;
  likely_pair: LikelyPairTable;
}
