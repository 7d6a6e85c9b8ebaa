// Owns the tablet's port: the signals screens read and the commands they call. Screens know nothing below this file.

import type { ReadonlySignal } from '@preact/signals';
import type { Carry } from './carry/port.ts';
import type { Room } from './room/port.ts';
import type {
  Case,
  CheckedInBody,
  EarlierDoseBody,
  NotTodayBody,
  PersonFields,
  WalkInBody,
} from '../schemas/fold/case.ts';
import type { Subject } from '../schemas/events/event.ts';
import type { EventReference } from '../schemas/log/hash-chain.ts';
import type { TypedCodeOutcome } from '../schemas/rules/security-code.ts';
import type {
  RosterAppointment,
  RosterCentre,
  RosterStaff,
  RosterVouch,
  RosterStock,
  RosterVaccinationSession,
} from '../schemas/records/roster.ts';
import type { JournalFaultKind } from './journal/self-check.ts';
import type { RuleSet } from '../schemas/rules/rule-set.ts';

/** Where the tablet stands. `unsupported` names what is missing, so that the screen can say it. */
export type Stage =
  | { readonly stage: 'starting' }
  | {
      readonly stage: 'unsupported';
      readonly missing: 'secure-context' | 'indexeddb' | 'webcrypto';
    }
  /** `isEmptied`: it was enrolled a moment ago, and its storage was emptied under the open page. */
  | { readonly stage: 'not-enrolled'; readonly isEmptied: boolean }
  /** Enrolled; nobody has a PIN yet: choose who you are and set one. The first pack comes with it. */
  | { readonly stage: 'needs-first-pin'; readonly staff: readonly RosterStaff[] }
  | { readonly stage: 'locked'; readonly staff: readonly LockedStaff[] }
  | { readonly stage: 'unlocked'; readonly staff: RosterStaff };

export interface LockedStaff extends RosterStaff {
  readonly hasPin: boolean;
  /** Tries left before this person's PIN is destroyed. */
  readonly triesLeft: number;
  /** Epoch seconds until which no try is taken, or null. */
  readonly waitUntil: number | null;
  /** How this person's key here is proved: by their own code, by a vouch, or not. */
  readonly binding: 'code' | 'vouch' | null;
  /** By which the district names this person's key here; null without one. */
  readonly keyName: string | null;
}

/** Whom somebody in charge vouches for: a name on the list, or a substitute whom no list knows. */
export type NewStaff =
  | { readonly staffId: string }
  | { readonly substitute: { readonly name: string; readonly role: 'vaccinator' | 'verifier' } };

/** `voucher`: what the PIN of whoever is in charge came to; the other outcomes are of the new person's PIN. */
export type VouchAnswer =
  | 'vouched'
  | { readonly of: 'voucher'; readonly outcome: Exclude<UnlockOutcome, 'unlocked'> }
  | { readonly of: 'new'; readonly outcome: Exclude<UnlockOutcome, 'unlocked'> };

export type BindOutcome = 'bound' | Exclude<EnrolOutcome, 'enrolled'>;

export type EnrolOutcome =
  | 'enrolled'
  | 'code-malformed'
  | 'code-unknown'
  | 'code-used'
  | 'code-expired'
  | 'code-blocked'
  | 'server-unreachable'
  | 'server-refused';

export type PinFault = 'too-short' | 'not-digits' | 'too-simple' | 'not-equal';
export type UnlockOutcome =
  | 'unlocked'
  | { readonly outcome: 'wrong-pin'; readonly triesLeft: number; readonly waitUntil: number | null }
  | { readonly outcome: 'wait'; readonly waitUntil: number }
  | 'pin-destroyed'
  | 'storage-full'
  | 'storage-failed';

/** Bytes of the day list that have come, of all; `secondsLeft` is an estimate, null while unknown. */
export interface PackProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
  readonly secondsLeft: number | null;
}

/** Where one record is, in the words of trust.md. */
export type RecordPlace =
  | 'saved-here'
  | 'sent'
  | 'being-checked'
  | 'confirmed'
  | 'held'
  | 'in-question'
  | 'withdrawn'
  | 'from-other-tablet';

/** A person on today's list: the booking or the walk-in, its case and the places of its doses. */
export interface PersonRow {
  readonly key: string;
  readonly isWalkIn: boolean;
  readonly name: string;
  readonly birthYear: number;
  readonly gender: string;
  readonly slot: string | null;
  readonly referenceId: string | null;
  readonly mobileNumber: string | null;
  readonly mobileLast4: string | null;
  readonly idType: string | null;
  readonly idLast4: string | null;
  /** Null where only the list knows it. */
  readonly category: string | null;
  readonly village: string | null;
  readonly product: string;
  readonly doseNumber: number;
  readonly appointment: RosterAppointment | null;
  readonly folded: Case;
  readonly dosePlaces: readonly { readonly ref: EventReference; readonly place: RecordPlace }[];
  /** Latin and Devanagari search text, lower case. */
  readonly searchText: string;
}

/** A question of the district about one person, and what was answered: from this tablet or another of the centre. */
export interface QuestionRow {
  readonly key: string;
  readonly ref: EventReference;
  readonly caseKey: string;
  readonly subject: Subject;
  /** One of `questionTopics`; a newer one is shown by its text. */
  readonly topic: string;
  readonly text: string | null;
  readonly askedAt: number;
  /** Whom it is about, as the district knows the person, and the day of the dose (YYYY-MM-DD). */
  readonly name: string;
  readonly day: string;
  /** False for somebody of an earlier day: then there is no page of the person. */
  readonly isOnList: boolean;
  readonly answers: readonly { readonly answer: string; readonly text: string | null }[];
}

export interface VialRow {
  readonly vaccinationSession: string;
  readonly name: string;
  readonly product: string;
  readonly vaccineBatch: string;
  readonly openedAt: number;
  readonly dosesNominal: number;
  readonly drawn: number;
  readonly dosesLeft: number;
  readonly minutesLeft: number;
  readonly isPastTime: boolean;
  readonly isDiscarded: boolean;
  /** The log in which it was opened. */
  readonly openedIn: string;
  readonly dosesDiscarded: number;
}

/** The network as a fact, never an error. */
export interface Connection {
  readonly state: 'offline' | 'reaching' | 'online';
  /** Epoch seconds of the last whole exchange, or null. */
  readonly lastExchangeAt: number | null;
  readonly unsent: number;
}

/** What the day's list is: null until a pack came. */
export interface DayView {
  readonly centre: RosterCentre;
  readonly day: string;
  readonly isDemo: boolean;
  readonly isExpired: boolean;
  readonly staff: readonly RosterStaff[];
  /** What the district said of vouches lately. */
  readonly vouches: readonly RosterVouch[];
  readonly vaccinationSessions: readonly RosterVaccinationSession[];
  readonly stock: readonly RosterStock[];
  readonly rules: RuleSet;
  /** Null where this register has no key for Aadhaar codes. */
  readonly aadhaarQrKey: string | null;
}

export type SaveOutcome =
  | { readonly outcome: 'saved'; readonly ref: EventReference }
  /** Nothing was written: quota or storage fault. */
  | {
      readonly outcome: 'not-saved';
      readonly why: 'storage-full' | 'storage-failed' | 'text-not-storable' | 'too-long' | 'locked';
    }
  /** Somebody already has this dose here: shown, and recorded only when asked again with `evenIf`. */
  | { readonly outcome: 'ask-first'; readonly why: 'already-dosed' | 'newer-version' };

/** Why records of one notebook are still only on this tablet. */
export type WaitingReason =
  'on-their-way' | 'no-network' | 'office-busy' | 'not-the-office' | 'enrol-again' | 'key-gone';

/** One log of this tablet in numbers; on the screen it is called a notebook. No name of a person is in it. */
export interface Notebook {
  readonly name: string;
  /** New records are written here. */
  readonly isCurrent: boolean;
  readonly unsent: number;
  /** Epoch seconds of the oldest unsent record; null when there is none, or nobody has unlocked who could read it. */
  readonly oldestUnsentAt: number | null;
  readonly why: WaitingReason | null;
  /** Received by the district and kept here until it has two copies of its own. */
  readonly sent: number;
  /** Of the sent ones: waiting for more, or looked at by the district. */
  readonly beingChecked: number;
  /** Of the sent ones: the district cannot read them. */
  readonly needHelp: number;
  /** Doses of it that were recorded without unlocking: nobody here can read them, sent or not. */
  readonly recordedOnly: number;
}

export interface Holdings {
  /** How the district names this tablet; null when its key is gone. */
  readonly tabletName: string | null;
  readonly notebooks: readonly Notebook[];
  readonly isPersisted: boolean | null;
  readonly freeBytes: number | null;
  /** Seconds the tablet's clock was ahead of the district's at the last contact. */
  readonly driftSeconds: number;
}

export interface FaultView {
  readonly notebook: string;
  readonly fault: JournalFaultKind;
  /** First and last record number that it concerns. */
  readonly from: number;
  readonly to: number;
  /** The district has these records: nothing is lost by it. */
  readonly isWithDistrict: boolean;
  /** It stays on the list, and the district is told of it. */
  readonly needsPerson: boolean;
}

/** What the tablet's last look at itself found. */
export type SelfCheck =
  | {
      readonly outcome: 'checked';
      readonly at: number;
      readonly records: number;
      readonly isPersisted: boolean | null;
      readonly freeBytes: number | null;
      readonly faults: readonly FaultView[];
    }
  /** The storage could not be read to the end. */
  | { readonly outcome: 'not-checked'; readonly at: number; readonly faults: readonly FaultView[] };

/** What was typed into a form and is not recorded yet; it outlives a lock, a reload and a dead battery. */
export interface Drafts {
  /** Null when nothing is kept. */
  readonly read: (name: string) => unknown;
  readonly write: (name: string, value: object | null) => void;
}

/** A dose recorded with nobody able to unlock: what the person says, and what stands on the vial. */
export interface RecordOnlyDose {
  /** From the cards of the lock screen; null for somebody who has no card there. */
  readonly staffId: string | null;
  readonly name: string;
  readonly birthYear: number;
  readonly gender: WalkInBody['gender'];
  readonly mobileNumber: string | null;
  readonly statedReferenceId: string | null;
  readonly doseNumber: number;
  readonly product: string;
  readonly vial: string;
  readonly vaccineBatch: string;
}

/** What the tablet says of a slip that was held before the camera. Nothing but `of-person` counts as a code. */
export type SlipReading =
  | { readonly outcome: 'of-person' | 'used'; readonly key: string }
  /** Real, of a booking of another day than the list here. */
  | { readonly outcome: 'other-day'; readonly day: string; readonly listDay: string }
  | {
      readonly outcome:
        | 'not-a-slip'
        /** Not signed by this deployment: made up, changed, or of another district. */
        | 'not-ours'
        | 'other-centre'
        /** Real, of this day, and its booking is not on the list: changed since it was printed, or newer than the list. */
        | 'changed'
        /** Real, without a day of its own, and on no list here: another day's, or one that was changed since. */
        | 'not-on-list'
        /** No day list has brought the key yet. */
        | 'cannot-check';
    };

export interface Tablet {
  /** What to say on the phone when a PIN is forgotten; null while no code would open this tablet. */
  readonly phoneQuestion: () => Promise<string | null>;
  readonly checkPhoneCode: (code: string) => Promise<boolean>;
  /** Spends the code: a new PIN, and a new key of that person. Unlocks as them. */
  readonly resetPin: (staffId: string, code: string, pin: string) => Promise<UnlockOutcome>;
  /** Works only while nobody is signed in; shows nobody's data, before or after. */
  readonly recordOnly: (dose: RecordOnlyDose) => Promise<SaveOutcome>;
  readonly drafts: Drafts;
  readonly stage: ReadonlySignal<Stage>;
  readonly connection: ReadonlySignal<Connection>;
  readonly day: ReadonlySignal<DayView | null>;
  readonly packProgress: ReadonlySignal<PackProgress | null>;
  readonly people: ReadonlySignal<readonly PersonRow[]>;
  readonly vials: ReadonlySignal<readonly VialRow[]>;
  /** Unanswered ones first. */
  readonly questions: ReadonlySignal<readonly QuestionRow[]>;
  /** Epoch seconds, stepped every few seconds: screens read time only from here. */
  readonly now: ReadonlySignal<number>;
  /** Set when the clock went back or jumped more than 7 days: "Which day is this list for?" Nothing is erased. */
  readonly clockQuestion: ReadonlySignal<{
    readonly listDay: string;
    readonly clockDay: string;
  } | null>;
  readonly centreName: ReadonlySignal<string | null>;
  readonly isDemo: ReadonlySignal<boolean>;

  readonly enrol: (typedCode: string) => Promise<EnrolOutcome>;
  readonly checkPin: (pin: string, again: string) => PinFault | null;
  /** First person, or any further person while unlocked. Unlocks as that person. */
  readonly setPin: (staffId: string, pin: string) => Promise<UnlockOutcome>;
  readonly unlock: (staffId: string, pin: string) => Promise<UnlockOutcome>;
  /** Everybody of the centre, with or without a PIN here. Also while unlocked. */
  readonly staffHere: ReadonlySignal<readonly LockedStaff[]>;
  /** Whoever is in charge lets somebody in with their own PIN, without a network. Unlocks as the new person. */
  readonly vouch: (parts: {
    readonly person: NewStaff;
    readonly voucherId: string;
    readonly voucherPin: string;
    readonly pin: string;
  }) => Promise<VouchAnswer>;
  /** The person at the tablet proves themselves with their own one-time code of the desk: needs the network. */
  readonly bindOwnKey: (typedCode: string) => Promise<BindOutcome>;
  readonly lock: () => Promise<void>;
  readonly answerClockQuestion: (day: string) => void;
  readonly exchangeNow: () => void;
  /** Copies on other devices, made here and taken here. */
  readonly carry: Carry;
  /** Observation, reactions, and the session itself. */
  readonly room: Room;

  /** What is still on this tablet, as of the last `refreshHoldings`; null before the first. Also while locked. */
  readonly holdings: ReadonlySignal<Holdings | null>;
  readonly refreshHoldings: () => Promise<void>;
  /** The tablet's look at its own storage; null until the one at the start has ended. */
  readonly selfCheck: ReadonlySignal<SelfCheck | null>;
  readonly isChecking: ReadonlySignal<boolean>;
  readonly checkAgain: () => Promise<void>;

  readonly judgeCode: (person: PersonRow, typed: string) => TypedCodeOutcome;
  readonly checkIn: (person: PersonRow, body: Omit<CheckedInBody, 'after'>) => Promise<SaveOutcome>;
  /** Writes the try with its digits masked; `matches` as judgeCode said. */
  readonly recordCodeTry: (
    person: PersonRow,
    code: number,
    matches: boolean,
  ) => Promise<SaveOutcome>;
  /** Notes that a person's record is opened; what it returns is called when it is left. Where nothing was recorded, that is told to the district. */
  readonly openPerson: (key: string) => () => void;
  /** What a scanned text is, offline. A good slip stays in hand, in memory alone, until it counted, another is read, or a lock. */
  readonly readSlip: (scanned: string) => Promise<SlipReading>;
  /** Key of the person whose slip is in hand. */
  readonly slipInHand: ReadonlySignal<string | null>;
  /** Writes that this person's slip was shown, the one in hand: with a lock it is gone. */
  readonly recordSlip: (person: PersonRow) => Promise<SaveOutcome>;
  readonly registerWalkIn: (body: WalkInBody) => Promise<SaveOutcome & { readonly key?: string }>;
  /** What the list says of this person was wrong; what stood before is written beside it. */
  readonly correctPerson: (
    person: PersonRow,
    after: Partial<PersonFields>,
    reason: string,
  ) => Promise<SaveOutcome>;
  readonly stateEarlierDose: (person: PersonRow, body: EarlierDoseBody) => Promise<SaveOutcome>;
  /** A booking on no list here; the digits are masked before they rest. Only for a walk-in. */
  readonly stateBooking: (
    person: PersonRow,
    referenceId: string,
    code: number,
  ) => Promise<SaveOutcome>;
  readonly recordNotToday: (
    person: PersonRow,
    body: Omit<NotTodayBody, 'ends'>,
  ) => Promise<SaveOutcome>;
  readonly openVial: (vial: {
    readonly vaccinationSession: string;
    readonly name: string;
    readonly product: string;
    readonly vaccineBatch: string;
    readonly expiry: string | null;
    readonly dosesNominal: number;
  }) => Promise<SaveOutcome>;
  /** The next free name for this tablet's letter: A1, A2 … */
  readonly suggestVialName: () => string;
  readonly discardVial: (vial: VialRow, reason: string) => Promise<SaveOutcome>;
  readonly recordDose: (dose: {
    readonly person: PersonRow;
    readonly vial: VialRow;
    readonly doseNumber: number;
    readonly code: EventReference | null;
    readonly withoutCode?: 'walk-in' | 'lost-sms' | 'no-phone' | 'code-not-issued' | 'facilitated';
    readonly evenIf?: 'already-dosed';
    /** Epoch seconds by the paper it is copied from; absent for a dose given now. */
    readonly administeredAt?: number;
  }) => Promise<SaveOutcome>;
  readonly answerQuestion: (
    question: QuestionRow,
    said: { readonly answer: string; readonly text: string | null },
  ) => Promise<SaveOutcome>;
  readonly enterInError: (
    person: PersonRow,
    target: EventReference,
    reason: string,
  ) => Promise<SaveOutcome>;
}
