// Owns what rests in the tablet's database, table by table. In clear are only log ids, numbers, span names and salted hashes.

import type { Bytes } from '../../schemas/bytes.ts';
import type { ProvedPiece } from '../../schemas/remembered.ts';
import type { RosterStaff } from '../../schemas/records/roster.ts';
import type { SealingKey } from '../vault/span.ts';

/** One log of this tablet: its head, and what its first hash binds. A retired log only delivers. */
export interface LogRecord {
  readonly log: string;
  readonly centreId: number;
  readonly deployment: string;
  readonly headSeq: number;
  readonly headHash: Bytes;
  /** The last row that left the tablet because it is stable, and the chain hash after it: the chain here begins there. */
  readonly prunedTo?: { readonly seq: number; readonly hash: Bytes };
}

/** A row as it rests and travels. A re-emitted row keeps span, ciphertext and row hash of its origin. */
export interface RowRecord {
  readonly log: string;
  readonly seq: number;
  readonly span: string;
  readonly iv: Bytes;
  readonly sealed: Bytes;
  readonly rowHash: Bytes;
  readonly hash: Bytes;
  readonly origin?: { readonly log: string; readonly seq: number; readonly hash: string };
}

/** What the server has said about a log: up to `have` it named our own hash; up to `stable` two backups hold it. */
export interface AckRecord {
  readonly log: string;
  readonly have: number;
  readonly stable: number;
  /** Up to there every own dose is known here to be confirmed: what the server need not say again. Absent: nothing is. */
  readonly settled?: number;
  /** Grows with every word of the server on a row that was another one before: who has read them need not read them again. */
  readonly words?: number;
}

/** Rows `from` … `to` of one span as one sealed, deflated segment. */
export interface BodyRecord {
  readonly log: string;
  readonly from: number;
  readonly to: number;
  readonly span: string;
  readonly iv: Bytes;
  readonly sealed: Bytes;
}

/** The server's word on one own row. */
export interface VerdictRecord {
  readonly log: string;
  readonly seq: number;
  readonly state: string;
}

/** One page of the centre's feed, sealed under the work key; keyed by its last number. */
export interface PageRecord {
  readonly centreId: number;
  readonly feedSeq: number;
  readonly iv: Bytes;
  readonly sealed: Bytes;
  /** The server's own MAC over each piece of the page; absent where an older one sent it. */
  readonly proofs?: readonly ProvedPiece[];
}

/** A page of the feed of an epoch that has ended, until the server has named all of it: it may be all that is left of its rows. */
export interface RememberedRecord extends PageRecord {
  /** Its first proof: no other page has it. */
  readonly id: string;
  readonly proofs: readonly ProvedPiece[];
  /** Proofs the server has named. */
  readonly named: readonly string[];
}

/** How far the feed is stored. `generation` grows with each reset, so that a view knows to start anew. */
export interface FeedRecord {
  readonly centreId: number;
  /** Null once a reset has begun: the pages stay until the first page of the new feed replaces them. */
  readonly cursor: string | null;
  /** The last cursor, where it is no longer gone on from: by it the server still finds that it was put back. */
  readonly left?: string | undefined;
  readonly feedSeq: number;
  readonly generation: number;
  /** The feed's rolling hash at the cursor, base64url; absent where an older app stored the page. */
  readonly rolling?: string;
}

/** The day list, sealed under the pack key; day and end of validity in clear, so that the clock can be questioned. */
export interface PackRecord {
  readonly centreId: number;
  readonly packHash: string;
  readonly day: string;
  readonly validUntil: number;
  readonly iv: Bytes;
  readonly sealed: Bytes;
}

/** Up to which number of an own log a copy was handed to another device. */
export interface CopyRecord {
  readonly log: string;
  readonly upTo: number;
}

/** Another tablet's copy, as it came. It stays until the server has named each of its heads. */
export interface CarriedRecord {
  /** base64url of the SHA-256 of the bytes: the same copy is kept once. */
  readonly id: string;
  readonly bytes: Bytes;
  /** Epoch seconds. */
  readonly takenAt: number;
  /** Places of the parcels whose heads the server has named. */
  readonly parcelsTaken: readonly number[];
}

/** The latest head of an own log that was signed, and by whom: with it the rows below can be delivered when the key is gone. */
export interface SignedHeadRecord {
  readonly log: string;
  readonly seq: number;
  readonly hash: Bytes;
  readonly signature: Bytes;
  /** SHA-256 of the key that signed. */
  readonly device: Bytes;
  readonly certificate: string | null;
}

/** A form that is not recorded yet, sealed under the work key. `at`: epoch seconds of the last change. */
export interface DraftRecord {
  readonly name: string;
  readonly at: number;
  readonly iv: Bytes;
  readonly sealed: Bytes;
}

export interface EnrolmentRecord {
  readonly certificate: string;
  readonly deployment: string;
  readonly centreId: number;
  readonly centreName: string;
  readonly isDemo: boolean;
  readonly sealingKey: SealingKey;
  /** Names for the lock screen: first from the enrolment, later from the day list. */
  readonly staff: readonly RosterStaff[];
  /** Vouched for here, and on no list of the server yet: they stay on the lock screen until the list names them. */
  readonly substitutes?: readonly RosterStaff[];
  /** The deployment's public key by which slips are known: from the first day list that brought one, until the next enrolment. */
  readonly slipKey?: string;
}

export interface SettingRecord {
  readonly name: string;
  readonly value: unknown;
}
