// Owns the shape of a case: everything known of one person's booking or walk-in, as a pure function of the set of events.

import type { EventReference } from '../log/hash-chain.ts';
import type { Author } from '../events/event.ts';

/** What every entry of a case carries: where it was written, by whom, and the tablet's time in epoch seconds. */
export interface CaseEntry<Body> {
  readonly ref: EventReference;
  readonly by: Author | null;
  readonly at: number;
  readonly skew: number;
  readonly body: Body;
}

export type DoseState = 'received' | 'waiting' | 'confirmed' | 'held' | 'accepted' | 'revoked';

/** A reason of the judge; `detail` is data for the sentence shown, never a person's name or code. */
export interface Reason {
  readonly reason: string;
  readonly detail?: string;
}

/** A revoked tablet, or one of another centre, took the dose back: it stands until a supervisor looked. */
export const takenBackInDoubt = 'taken-back-in-doubt';

export interface DoseInCase extends CaseEntry<DoseBody> {
  /** Who took it back; null while the server doubts whoever did. */
  readonly enteredInError: EventReference | null;
  /** Latest word of the server's log; `received` while it has said nothing. */
  readonly state: DoseState;
  readonly reasons: readonly Reason[];
  /** The verdict event relied on, so that a supervisor decides about what was seen. */
  readonly verdict: EventReference | null;
  /** Settled once, confirmed or accepted, and something is open again: a card that states it is frozen until somebody has looked. */
  readonly isInQuestion: boolean;
}

export interface DoseBody {
  readonly doseNumber: number;
  readonly product: string;
  readonly vial: string;
  readonly vaccinationSession: string;
  readonly vaccineBatch: string;
  /** The code event this dose relies on, or null with the reason why there is none. */
  readonly code: EventReference | null;
  readonly withoutCode?: 'walk-in' | 'lost-sms' | 'no-phone' | 'code-not-issued' | 'facilitated';
  /** Dated version of the rules shown when it was given. */
  readonly rules: string;
  /** Epoch seconds by the paper it was copied from: the true time, where the record came later. */
  readonly administeredAt?: number;
}

export interface CheckedInBody {
  readonly idType: string;
  readonly idSeen: 'matches' | 'facilitated' | 'mismatch';
  readonly screening: 'clear' | readonly string[];
  readonly noticeLanguage: string;
  /** The card itself proved that it was there: its secure QR was read here and its signature checked. */
  readonly idShown?: 'aadhaar-qr';
  /** The "not today" this arrival comes after, when the person returned. */
  readonly after?: EventReference;
}

export interface CodeTriedBody {
  readonly matches: boolean;
  /** (code + HMAC(code key, log‖seq)) mod 10,000; says nothing where a slip was scanned. */
  readonly masked: number;
  /** The ten bytes of a scanned slip, masked, base64url: schemas/rules/slip.ts. */
  readonly slip?: string;
}

/** Said at the table by somebody whose booking is on no list here; the server opens and checks it. */
export interface BookingStatedBody {
  readonly referenceId: string;
  /** As a code that was tried: (code + HMAC(code key, log‖seq)) mod 10,000. */
  readonly masked: number;
}

export interface WalkInBody {
  readonly name: string;
  readonly birthYear: number;
  readonly gender: 'Female' | 'Male' | 'Other';
  readonly mobileNumber: string | null;
  readonly idType: string | null;
  readonly idLast4: string | null;
  readonly vaccinationSession: string;
  readonly category: string;
  readonly village?: string;
  /** YYYY-MM-DD; asked of a child whose day of birth decides. */
  readonly birthDate?: string;
  readonly guardianName?: string;
  readonly guardianRelation?: string;
  /** The card itself proved that it was there: its secure QR was read and its signature checked. */
  readonly idShown?: 'aadhaar-qr';
  /** A booked person's stated reference id, when the list was not at hand. */
  readonly statedReferenceId?: string;
}

export interface NotTodayBody {
  readonly outcome: 'deferred' | 'refused' | 'absent';
  readonly reason: string;
  /** YYYY-MM-DD, IST. */
  readonly nextDate: string | null;
  /** Code events this ends, so that a wrong code does not stay open. */
  readonly ends: readonly EventReference[];
}

/** What is said of a person and can be corrected at the table. */
export interface PersonFields {
  readonly name: string;
  readonly birthYear: number;
  readonly gender: 'Female' | 'Male' | 'Other';
  readonly mobileNumber: string | null;
  readonly idType: string | null;
  readonly idLast4: string | null;
  readonly category: string;
  readonly village: string | null;
}

export interface PersonCorrectedBody {
  /** The corrected fields as they stood on this tablet, in whatever form the list had them. */
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Partial<PersonFields>;
  readonly reason: string;
}

export interface EarlierDoseBody {
  readonly doseNumber: number;
  /** Null when the person does not know. */
  readonly product: string | null;
  /** YYYY-MM-DD, IST. */
  readonly day: string | null;
  /** As said: a centre, a camp, another state. */
  readonly place: string | null;
  readonly seen: 'card-checked' | 'card-not-checked' | 'paper' | 'said';
  /** End of the phone it was booked under, when it was another one. */
  readonly mobileLast4?: string;
  /** The checked card's id, so that its issuer can be asked. */
  readonly card?: string;
}

export interface ObservationEndedBody {
  readonly doseEvent: EventReference;
  /** Why the person left before the thirty minutes were over: `own-wish`, `unwell`, `other`. */
  readonly leftEarly?: string;
}

export interface AefiInCase extends CaseEntry<AefiBody> {
  readonly enteredInError: EventReference | null;
}

export interface AefiBody {
  readonly severity: 'minor' | 'severe' | 'serious' | 'death';
  /** The dose it followed; null where that dose is not on record here. */
  readonly doseEvent: EventReference | null;
  /** Epoch seconds; 12:00 IST of the day where only that is known. */
  readonly onsetAt: number;
  readonly onsetPrecision: 'minute' | 'day';
  readonly symptoms: readonly string[];
  readonly otherSymptoms?: string;
  readonly actions: readonly string[];
  readonly referredTo: string | null;
  readonly outcome:
    | 'under-observation'
    | 'recovering'
    | 'recovered'
    | 'in-hospital'
    | 'disability'
    | 'died'
    | 'unknown';
  readonly source: 'seen-by-staff' | 'beneficiary' | 'family' | 'hospital' | 'other';
  /** The report this one follows up. */
  readonly follows?: EventReference;
  /** Only from the desk: which account reported. */
  readonly account?: string;
  readonly note?: string;
}

export interface TakenBackBody {
  readonly target: EventReference;
  readonly reason: string;
}

/** The person's own word on one dose, by a one-time code sent to their phone. */
export interface PersonWordBody {
  readonly doseEvent: EventReference;
  readonly codeCameBy?: 'gateway' | 'desk';
  readonly decisionId?: string;
  readonly decidedAt?: number;
}

/** Reasons of one dose that a supervisor settled for a vial, a batch or a tablet as a whole. */
export interface SettledBody {
  readonly doseEvent: EventReference;
  readonly reasons: readonly Reason[];
  /** The task it was decided on. */
  readonly task?: string;
  readonly note?: string;
  readonly account?: string;
  readonly decisionId?: string;
  readonly decidedAt?: number;
}

/** Only what changes is there. `account`: the supervisor who accepted it; without one, the old phone's code proved it. */
export interface CorrectionBody {
  readonly name?: string;
  readonly birthYear?: number;
  readonly gender?: WalkInBody['gender'];
  readonly mobileNumber?: string;
  readonly note?: string;
  readonly account?: string;
  readonly decisionId?: string;
  readonly decidedAt?: number;
}

export interface QuestionAskedBody {
  /** One of `questionTopics`; a newer one is shown by its text. */
  readonly topic: string;
  readonly text?: string;
  readonly account: string;
  readonly doseEvent?: EventReference;
  readonly about: { readonly name: string; readonly day: string };
}

export interface QuestionAnsweredBody {
  readonly question: EventReference;
  readonly answer: string;
  readonly text?: string;
}

export interface QuestionInCase extends CaseEntry<QuestionAskedBody> {
  /** Every answer that came; two tablets may both have answered. */
  readonly answers: readonly CaseEntry<QuestionAnsweredBody>[];
}

/** `otherCase`: the key of the case that is the same person. */
export interface PersonLinkBody {
  readonly link: string;
  readonly otherCase: string;
  readonly account: string;
  readonly note: string;
}
export type PersonLinkEndBody = PersonLinkBody;

export type Progress = 'due' | 'arrived' | 'not-today' | 'dosed';

export interface Case {
  readonly key: string;
  readonly registration: CaseEntry<WalkInBody> | null;
  readonly checkedIn: readonly CaseEntry<CheckedInBody>[];
  readonly codesTried: readonly CaseEntry<CodeTriedBody>[];
  readonly bookingsStated: readonly CaseEntry<BookingStatedBody>[];
  readonly notToday: readonly CaseEntry<NotTodayBody>[];
  readonly doses: readonly DoseInCase[];
  /** What was said of a person was wrong: in the order of their logs; the last one for a field stands. */
  readonly corrections: readonly CaseEntry<PersonCorrectedBody>[];
  readonly earlierDoses: readonly CaseEntry<EarlierDoseBody>[];
  readonly observationsEnded: readonly CaseEntry<ObservationEndedBody>[];
  /** Every taking back, whatever it was of: the server looks at who wrote it. */
  readonly takenBack: readonly CaseEntry<TakenBackBody>[];
  /** First reports and follow-ups alike; one that was a mistake stays visible. */
  readonly aefiReports: readonly AefiInCase[];
  /** Doses the person said were theirs. */
  readonly words: readonly CaseEntry<PersonWordBody>[];
  /** Doses the person said were not theirs. */
  readonly denials: readonly CaseEntry<PersonWordBody>[];
  /** In the order of the server's log: a later one counts. */
  readonly acceptedCorrections: readonly CaseEntry<CorrectionBody>[];
  /** What supervisors settled of a dose's reasons. */
  readonly settled: readonly CaseEntry<SettledBody>[];
  readonly questions: readonly QuestionInCase[];
  /** Links in force: cases that a supervisor said are this person too. */
  readonly links: readonly CaseEntry<PersonLinkBody>[];
  /** Cases a supervisor said are somebody else, after all: their links were undone. */
  readonly partedFrom: readonly string[];
  readonly progress: Progress;
  /** True when something here may make or unmake a dose in a way this program does not understand: ask first. */
  readonly hasNewerDoseWords: boolean;
  /** Sorted identities: equal sets of events give equal keys. */
  readonly eventKeys: readonly string[];
}

/** What fold rules write into; maps keyed by identity, so that order and repetition cannot matter. */
export interface CaseDraft {
  registration: Map<string, CaseEntry<WalkInBody>>;
  checkedIn: Map<string, CaseEntry<CheckedInBody>>;
  codesTried: Map<string, CaseEntry<CodeTriedBody>>;
  bookingsStated: Map<string, CaseEntry<BookingStatedBody>>;
  notToday: Map<string, CaseEntry<NotTodayBody>>;
  doses: Map<string, CaseEntry<DoseBody>>;
  corrections: Map<string, CaseEntry<PersonCorrectedBody>>;
  earlierDoses: Map<string, CaseEntry<EarlierDoseBody>>;
  observationsEnded: Map<string, CaseEntry<ObservationEndedBody>>;
  aefiReports: Map<string, CaseEntry<AefiBody>>;
  enteredInError: Map<string, CaseEntry<TakenBackBody>>;
  verdicts: Map<string, CaseEntry<VerdictBody> & { readonly state: DoseState }>;
  words: Map<string, CaseEntry<PersonWordBody>>;
  denials: Map<string, CaseEntry<PersonWordBody>>;
  acceptedCorrections: Map<string, CaseEntry<CorrectionBody>>;
  settled: Map<string, CaseEntry<SettledBody>>;
  questions: Map<string, CaseEntry<QuestionAskedBody>>;
  answers: Map<string, CaseEntry<QuestionAnsweredBody>>;
  links: Map<string, CaseEntry<PersonLinkBody>>;
  linkEnds: Map<string, CaseEntry<PersonLinkEndBody>>;
}

export interface VerdictBody {
  readonly doseEvent: EventReference;
  readonly reasons: readonly Reason[];
  /** Only on a supervisor's decision: what was said, by which account. */
  readonly note?: string;
  readonly account?: string;
  /** Hash of the case's event set the supervisor saw. */
  readonly caseHash?: string;
  /** Names the decision for ever: after a restore the server says it again under the same id. */
  readonly decisionId?: string;
  /** Epoch seconds at which it was first made, where it is said again. */
  readonly decidedAt?: number;
}
