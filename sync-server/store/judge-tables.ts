// Owns the names and types of the tables of the judge: tasks, words on vaccination sessions, what vials and batches have given.

/** What the judge asks a person to do: one for a case, a vial, a batch, a session's oddity; never one for each dose of them. */
export interface TaskTable {
  centre_id: number;
  /** Kind and subject in one text: the same trouble is the same task. */
  task_key: string;
  /** case · vial · batch · tablet · clinical · session-flag. */
  kind: string;
  case_key: string | null;
  vaccination_session: string | null;
  /** Vial, batch, or who the flag is about. */
  subject: string;
  /** JSON array of the names of the reasons. */
  reasons: string;
  day: string;
  opened_at: number;
  /** 0 once evidence or a decision settled it. */
  is_open: number;
  /** What is wrong with the vial or batch as last judged, whether or not any of its doses still waits for it. */
  trouble: string | null;
  /** Its place in `taskUrgencies`. */
  urgency: number;
  /** Somebody said "seen", where no dose hangs on it. */
  settled_at: number | null;
  settled_by: string | null;
  /** The reasons that were seen: with others it is another question. */
  settled_reasons: string | null;
}
/** Which doses wait for a vial's, a batch's, a tablet's or a vouch's task. */
interface TaskDoseTable {
  centre_id: number;
  task_key: string;
  dose_key: string;
}
/** Openings and closings of a vaccination session, and the judge's own "evidence is due". */
export interface SessionWordTable {
  centre_id: number;
  vaccination_session: string;
  log: string;
  seq: number;
  h: string;
  kind: string;
  /** JSON of the event's body. */
  body: string;
  received_at: number;
}
/** Doses of it came since the judge last looked at it as a whole. */
interface SessionWatchTable {
  centre_id: number;
  vaccination_session: string;
}
interface VialDiscardTable {
  centre_id: number;
  vaccination_session: string;
  vial: string;
  /** The most that anybody said was thrown away. */
  doses_left: number;
}
interface BatchUseTable {
  centre_id: number;
  product: string;
  vaccine_batch: string;
  drawn: number;
}

/** A booking that was stated where it is on no list, at the case that stated it and at the booking's own. */
export interface StatedBookingTable {
  centre_id: number;
  case_key: string;
  reference_id: string;
  /** stated · booked. */
  role: string;
  /** How often something of it changed since it was last answered. */
  changes: number;
  /** JSON of what the judge is told; null before the first answer. No code, no name. */
  answer: string | null;
  /** The answer's outcome; open before it. An unknown number is asked again when a list has brought it. */
  outcome: string;
}

export interface JudgeTables {
  stated_booking: StatedBookingTable;
  task: TaskTable;
  task_dose: TaskDoseTable;
  session_word: SessionWordTable;
  session_watch: SessionWatchTable;
  vial_discard: VialDiscardTable;
  batch_use: BatchUseTable;
}
