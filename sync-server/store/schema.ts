// Owns the names and types of every table. All keys begin with centre_id where a centre owns the row.

import type { Kysely, Transaction } from 'kysely';
import type { CardTables } from './card-tables.ts';
import type { JudgeTables } from './judge-tables.ts';
import type { PersonTables } from './person-tables.ts';
import type {
  AccessTokenTable,
  CowinCursorTable,
  CowinDeliveryTable,
} from './schema-exchange-out.ts';

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
  /** Epoch seconds: what was signed in before stays true, a later sign-in is refused. Null while on the list. */
  removed_at: number | null;
}
export interface StaffKeyTable {
  centre_id: number;
  staff_id: string;
  device: string;
  public_key: Uint8Array;
  is_proved: number;
  bound_at: number;
  /** code · vouch · refused; null while the name is only claimed. */
  binding: string | null;
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
  /** The secret of the six digits, sealed under the storage key; null only for the demo's account. */
  totp_sealed: Uint8Array | null;
  /** The last 30-second step whose digits were taken: none is taken twice. */
  totp_step: number | null;
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
  /** Whose own code it is; null for a code that enrols a tablet. */
  staff_id: string | null;
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
  /** 1 while something is open of a dose that was settled before. */
  in_question: number;
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
  /** As the label says; null where it says nothing, and for vials opened before this was kept. */
  expiry: string | null;
}
/** Written first by whoever claims a dose of this person: two at one moment come one after the other. */
export interface ClaimPersonTable {
  person_key: string;
}
/** Across centres: by person, not by centre. */
export interface ClaimTable {
  person_key: string;
  dose_number: number;
  centre_id: number;
  dose_key: string;
  case_key: string;
}
/** What a centre was answered about one of its doses: how many other cases, there or elsewhere, claim the same one. */
export interface ClaimAnswerTable {
  centre_id: number;
  dose_key: string;
  others: number;
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

export interface Tables extends CardTables, JudgeTables, PersonTables {
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
  claim_person: ClaimPersonTable;
  claim: ClaimTable;
  claim_answer: ClaimAnswerTable;
  audit: AuditTable;
  decision: DecisionTable;
  backup: BackupTable;
  backup_log: BackupLogTable;
  case_comment: CaseCommentTable;
  vouch: VouchTable;
  refused_sign_in: RefusedSignInTable;
  access_token: AccessTokenTable;
  cowin_cursor: CowinCursorTable;
  cowin_delivery: CowinDeliveryTable;
}

export type Database = Kysely<Tables>;
export type DatabaseTransaction = Transaction<Tables>;
/** Functions that read or write take either. */
export type DatabaseReach = Database | DatabaseTransaction;
