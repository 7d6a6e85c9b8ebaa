// Owns the names and types of every table. All keys begin with centre_id where a centre owns the row.

import type { Kysely, Transaction } from 'kysely';
import type {
  BatchUseTable,
  ClaimAnswerTable,
  ClaimPersonTable,
  ClaimTable,
  SessionWatchTable,
  SessionWordTable,
  TaskTable,
  VialDiscardTable,
} from './judge-tables.ts';

export interface DeploymentTable {
  name: string;
  value: string;
}
export interface CentreTable {
  centre_id: number;
  name: string;
  address: string;
  block: string;
  district: string;
  state: string;
  pincode: string;
  opens_at: string;
  closes_at: string;
  /** The number the next booking of this centre gets; never handed out twice. */
  next_appointment_no: number;
  /** The feed's counter: raised in the transaction that inserts, so numbers are dense and in commit order. */
  feed_seq: number;
  feed_rolling: Uint8Array;
  server_seq: number;
  server_head: Uint8Array;
}
export interface VaccinationSessionTable {
  centre_id: number;
  vaccination_session: string;
  day: string;
  product: string;
  /** JSON array of HH:MM-HH:MM. */
  slots: string;
  age_min: number;
  age_max: number | null;
  capacity: number;
}
export interface AppointmentTable {
  centre_id: number;
  appointment_no: number;
  check16: number;
  reference_id: string;
  vaccination_session: string;
  day: string;
  name: string;
  birth_year: number;
  gender: string;
  mobile_number: string | null;
  id_type: string | null;
  id_last4: string | null;
  /** base64url HMAC(server key, type ‖ number); never the number. */
  id_hmac: string | null;
  slot: string;
  product: string;
  dose_number: number;
  earlier_dose_day: string | null;
  earlier_dose_product: string | null;
  /** AES-GCM under the server's code key; null when no code. */
  code_sealed: Uint8Array | null;
  code_tag: number | null;
  /** counts · none · weak (equal to the reference id's end: counts as none). */
  code_state: string;
  /** JSON array of names of what the import flagged. */
  flags: string;
  /** The booking this one replaced, when its code or place changed. */
  replaces_no: number | null;
  /** 1 when a later booking replaced it or it left the list; never deleted. */
  is_ended: number;
}
export interface StaffTable {
  centre_id: number;
  staff_id: string;
  name: string;
  role: string;
  is_active: number;
}
export interface StaffKeyTable {
  centre_id: number;
  staff_id: string;
  device: string;
  public_key: Uint8Array;
  is_proved: number;
  bound_at: number;
}
export interface StockTable {
  centre_id: number;
  product: string;
  vaccine_batch: string;
  expiry: string | null;
  doses: number;
}
export interface AccountTable {
  account: string;
  name: string;
  role: string;
  /** centre · block · district · state · all, and which. */
  place_kind: string;
  place: string;
  password_hash: string;
  failed_tries: number;
  locked_until: number;
  is_active: number;
}
export interface SignInTable {
  token_hash: string;
  account: string;
  signed_in_at: number;
  seen_at: number;
}
export interface EnrolmentCodeTable {
  code_name: string;
  secret_hash: string;
  centre_id: number;
  valid_until: number;
  tries: number;
  used_at: number | null;
  made_by: string;
}
export interface DeviceTable {
  device: string;
  centre_id: number;
  public_key: Uint8Array;
  alias: string;
  enrolled_at: number;
  last_contact_at: number | null;
  counter: number;
  revoked_at: number | null;
  /** JSON of the last heartbeat, or null. */
  heartbeat: string | null;
  /** 1 when a restored server took it on its certificate: a supervisor confirms. */
  needs_confirmation: number;
}
export interface LogTable {
  centre_id: number;
  log: string;
  device: string;
  /** Contiguous rows held. */
  seq: number;
  head_hash: Uint8Array;
  /** The device's, over number and hash; null where the head was taken before it was kept. */
  head_signature: Uint8Array | null;
}
export interface SpanTable {
  centre_id: number;
  log: string;
  span: string;
  kid: string;
  sealed: Uint8Array;
  /** Opened keys, sealed under the server's storage key; null once every row of the span is judged. */
  span_key: Uint8Array | null;
  code_key: Uint8Array | null;
}
export interface RowTable {
  centre_id: number;
  log: string;
  seq: number;
  row_hash: Uint8Array;
  /** Chain hash after this row. */
  chain_hash: Uint8Array;
  origin_log: string;
  origin_seq: number;
  span: string | null;
  /** Null while the row itself cannot be read. */
  salt: Uint8Array | null;
  /** Canonical bytes; null after erasure, and where this row only points to an event already held. */
  event: Uint8Array | null;
  kind: string;
  case_key: string | null;
  by_staff: string | null;
  by_proved: number;
  received_at: number;
}
export interface QuarantineTable {
  centre_id: number;
  log: string;
  seq: number;
  /** Hash of the sealed bytes: the same row sent twice stays one. */
  sealed_hash: string;
  sealed: Uint8Array;
  why: string;
  received_at: number;
}
export interface FeedTable {
  centre_id: number;
  feed_seq: number;
  log: string;
  seq: number;
  row_hash: Uint8Array;
  rolling: Uint8Array;
}
export interface DoseTable {
  centre_id: number;
  dose_key: string;
  case_key: string;
  log: string;
  seq: number;
  h: string;
  device: string;
  day: string;
  given_at: number;
  received_at: number;
  dose_number: number;
  product: string;
  vial: string;
  vaccine_batch: string;
  vaccination_session: string;
  by_staff: string | null;
  by_proved: number;
  state: string;
  /** JSON of Reason[]. */
  reasons: string;
  is_error: number;
}
export interface DayCountTable {
  centre_id: number;
  day: string;
  product: string;
  dose_number: number;
  state: string;
  doses: number;
}
export interface VialTable {
  centre_id: number;
  vaccination_session: string;
  vial: string;
  product: string;
  vaccine_batch: string;
  doses_nominal: number;
  opened_at: number;
}
export interface AuditTable {
  audit_id: string;
  at: number;
  account: string;
  action: string;
  centre_id: number | null;
  subject: string | null;
}

/** A person's decision, as it also stands in the decisions file. */
export interface DecisionTable {
  decision_id: string;
  centre_id: number;
  /** Null where it is not about a case. */
  case_key: string | null;
  /** applied · waiting: read from the file after a restore, and its dose has not come back yet. */
  state: string;
  /** Its place among those read from the file together. */
  place: number;
  /** JSON of the file's entry. */
  entry: string;
}
/** A backup that was read back and compared. */
export interface BackupTable {
  backup_id: string;
  taken_at: number;
  /** file · external: the operator's own, held against a restored copy. */
  kind: string;
  is_off_machine: number;
  /** Where it was written, for people. */
  place: string;
  event_rows: number;
}
/** How far a backup contains a tablet's log. */
export interface BackupLogTable {
  backup_id: string;
  centre_id: number;
  log: string;
  seq: number;
  head_hash: Uint8Array;
  /** Latest `received_at` among the rows contained. */
  latest_received_at: number;
}
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

export interface Tables {
  deployment: DeploymentTable;
  centre: CentreTable;
  vaccination_session: VaccinationSessionTable;
  appointment: AppointmentTable;
  staff: StaffTable;
  staff_key: StaffKeyTable;
  stock: StockTable;
  account: AccountTable;
  sign_in: SignInTable;
  enrolment_code: EnrolmentCodeTable;
  device: DeviceTable;
  tablet_log: LogTable;
  span: SpanTable;
  log_row: RowTable;
  quarantine: QuarantineTable;
  feed: FeedTable;
  dose: DoseTable;
  day_count: DayCountTable;
  vial: VialTable;
  task: TaskTable;
  session_word: SessionWordTable;
  session_watch: SessionWatchTable;
  vial_discard: VialDiscardTable;
  batch_use: BatchUseTable;
  claim_person: ClaimPersonTable;
  claim: ClaimTable;
  claim_answer: ClaimAnswerTable;
  audit: AuditTable;
  decision: DecisionTable;
  backup: BackupTable;
  backup_log: BackupLogTable;
  message: MessageTable;
  one_time_code: OneTimeCodeTable;
  person_sign_in: PersonSignInTable;
  phone_case: PhoneCaseTable;
  person_request: PersonRequestTable;
  card: CardTable;
  card_dose: CardDoseTable;
  card_due: CardDueTable;
  card_revocation: CardRevocationTable;
}

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;
/** Functions that read or write take either. */
export type DatabaseReach = Database | DatabaseTransaction;
