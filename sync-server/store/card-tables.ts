// Owns the names and types of the tables of cards.

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
interface CardDoseTable {
  rid: string;
  centre_id: number;
  dose_key: string;
  verdict_key: string;
}
/** A case whose card may have to be issued: written with the verdict, taken away with the card. */
interface CardDueTable {
  centre_id: number;
  case_key: string;
}
/** One entry of a revocation list. Never deleted. */
interface CardRevocationTable {
  kid: string;
  rid: string;
  revoked_at: number;
  /** 1 once it stands in the decisions file too: only then is it published. */
  is_kept: number;
}

export interface CardTables {
  card: CardTable;
  card_dose: CardDoseTable;
  card_due: CardDueTable;
  card_revocation: CardRevocationTable;
}
