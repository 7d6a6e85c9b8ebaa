// Owns what people at a table record in a trust run: the same drafts as the app's own commands make, through its own writer.

import { bytesToBase64url } from '../../../schemas/bytes.ts';
import type { AppointmentSubject, Subject, WalkInSubject } from '../../../schemas/events/event.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import { maskSlip } from '../../../schemas/rules/slip.ts';
import { maskCode } from '../../../schemas/rules/security-code.ts';
import type { EventDraft } from '../../../client/tablet-core/event-writer.ts';
import { nodeDigest } from '../../../sync-server/keys/digest.ts';
import { productName, sessionOf } from '../people.ts';
import type { Tab } from '../tablet.ts';
import { issuedBatch, room } from './room.ts';

export async function save(tab: Tab, draft: EventDraft): Promise<EventReference> {
  const outcome = await tab.record(draft);
  if (outcome?.outcome !== 'saved') throw new Error(`trust run: ${draft.kind} was not saved`);
  return outcome.ref;
}

export const checkIn = (tab: Tab, subject: Subject): Promise<EventReference> =>
  save(tab, {
    kind: 'checked-in',
    subject,
    body: { idType: 'aadhaar', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' },
  });

export const tryCode = (
  tab: Tab,
  subject: AppointmentSubject,
  code: number,
  matches = true,
): Promise<EventReference> =>
  save(tab, {
    kind: 'code-tried',
    subject,
    body: ({ log, seq }, codeKey) => ({
      matches,
      masked: maskCode(nodeDigest, codeKey, log, seq, code),
    }),
  });

/** The ten bytes of a slip, masked for their place as the app masks them, whatever they are. */
export const showSlip = (
  tab: Tab,
  subject: AppointmentSubject,
  secret: Uint8Array,
): Promise<EventReference> =>
  save(tab, {
    kind: 'code-tried',
    subject,
    body: (place, codeKey) => ({
      matches: true,
      masked: 0,
      slip: bytesToBase64url(maskSlip(nodeDigest, codeKey, place, secret)),
    }),
  });

export interface DoseDetails {
  readonly vial: string;
  readonly code?: EventReference;
  readonly withoutCode?: 'walk-in' | 'lost-sms' | 'no-phone';
  readonly vaccineBatch?: string;
  readonly centreId?: number;
}

export const giveDose = (
  tab: Tab,
  subject: Subject,
  { vial, code, withoutCode, vaccineBatch = issuedBatch, centreId = room }: DoseDetails,
): Promise<EventReference> =>
  save(tab, {
    kind: 'dose-administered',
    subject,
    body: {
      doseNumber: 1,
      product: productName,
      vial,
      vaccinationSession: sessionOf(centreId),
      vaccineBatch,
      code: code ?? null,
      ...(withoutCode === undefined ? {} : { withoutCode }),
      rules: currentRuleSet.rulesVersion,
    },
  });

const somebody = { name: 'Sunita Devi', birthYear: 1975 };

export async function registerWalkIn(
  tab: Tab,
  mobileNumber: string | null,
  centreId = room,
  who: { readonly name: string; readonly birthYear: number } = somebody,
): Promise<WalkInSubject & { readonly walkIn: EventReference }> {
  const walkIn = await save(tab, {
    kind: 'walk-in-registered',
    subject: { walkIn: 'self' },
    body: {
      name: who.name,
      birthYear: who.birthYear,
      gender: 'Female',
      mobileNumber,
      idType: null,
      idLast4: null,
      vaccinationSession: sessionOf(centreId),
      category: 'citizen',
    },
  });
  return { walkIn };
}

/** Number and code of a booking that is on no list of this table, as the app states them. */
export const stateBooking = (
  tab: Tab,
  subject: WalkInSubject,
  referenceId: string,
  code: number,
): Promise<EventReference> =>
  save(tab, {
    kind: 'booking-stated',
    subject,
    body: ({ log, seq }, codeKey) => ({
      referenceId,
      masked: maskCode(nodeDigest, codeKey, log, seq, code),
    }),
  });

export const openVial = (
  tab: Tab,
  vial: string,
  vaccineBatch = issuedBatch,
  centreId = room,
): Promise<EventReference> =>
  save(tab, {
    kind: 'vial-opened',
    subject: { vaccinationSession: sessionOf(centreId), vial },
    body: { product: productName, vaccineBatch, expiry: null, dosesNominal: 10 },
  });

export const discardVial = (tab: Tab, vial: string, dosesLeft: number): Promise<EventReference> =>
  save(tab, {
    kind: 'vial-discarded',
    subject: { vaccinationSession: sessionOf(room), vial },
    body: { dosesLeft, reason: 'session-ended' },
  });

/** Each tablet counts its own log: `upTo` is its last record, `doses` those it gave. */
export const closeSession = (
  tab: Tab,
  upTo: EventReference,
  doses: number,
): Promise<EventReference> =>
  save(tab, {
    kind: 'vaccination-session-closed',
    subject: { vaccinationSession: sessionOf(room) },
    body: {
      doses: [{ product: productName, doseNumber: 1, doses }],
      vaccineBatches: [],
      countedLogs: [{ log: upTo.log, upToSeq: upTo.seq, doses }],
      stillObserved: 0,
      notSeen: 0,
      unsent: 0,
    },
  });
