// Owns the texts that a segment of form 2 writes by their place: paths of today's kinds, and values that nearly every row has.
// Their order is on the wire: nothing is ever moved, changed or taken out; new words go to the end.

import type { KnownWords } from './byte-writer.ts';

const path = (...keys: readonly string[]): string => JSON.stringify(keys);
const value = (leaf: string | boolean | null): string => JSON.stringify(leaf);

export const knownWords: KnownWords = [
  ...['v', 'kind', 'at', 'skew', 'app', 'mayDose'].map((key) => path(key)),
  ...['appointmentNo', 'check', 'vaccinationSession', 'vial', 'tablet'].map((key) => path(key)),
  path('walkIn'),
  ...['$back', 'log', 'seq', 'h'].map((key) => path('walkIn', key)),
  ...['idType', 'idSeen', 'screening', 'noticeLanguage'].map((key) => path('body', key)),
  ...['0', '1', '2'].map((place) => `["body","screening",${place}]`),
  ...['$back', 'log', 'seq', 'h'].map((key) => path('body', 'after', key)),
  ...['matches', 'masked'].map((key) => path('body', key)),
  ...['doseNumber', 'product', 'vial', 'vaccinationSession', 'vaccineBatch'].map((key) =>
    path('body', key),
  ),
  ...['code', 'withoutCode', 'rules'].map((key) => path('body', key)),
  ...['$back', 'log', 'seq', 'h'].map((key) => path('body', 'code', key)),
  ...['$back', 'log', 'seq', 'h'].map((key) => path('body', 'doseEvent', key)),
  ...['$back', 'log', 'seq', 'h'].map((key) => path('body', 'target', key)),
  ...['reason', 'outcome', 'nextDate', 'ends', 'dosesLeft'].map((key) => path('body', key)),
  ...['expiry', 'dosesNominal'].map((key) => path('body', key)),
  ...['staffId', 'signature', 'publicKey'].map((key) => path('body', key)),
  ...['name', 'birthYear', 'gender', 'mobileNumber', 'idLast4', 'category'].map((key) =>
    path('body', key),
  ),
  'null',
  'true',
  'false',
  '[]',
  '{}',
  ...['signed-in', 'vial-opened', 'vial-discarded', 'walk-in-registered', 'checked-in'].map(value),
  ...['code-tried', 'dose-administered', 'observation-ended', 'not-today'].map(value),
  ...['entered-in-error', 'self', 'matches', 'facilitated', 'clear'].map(value),
  ...['aadhaar', 'driving-licence', 'pan', 'passport', 'pension-passbook'].map(value),
  ...['npr-smart-card', 'voter-id', 'unique-disability-id', 'ration-card', 'school-id'].map(value),
  ...['mr', 'hi', 'en', 'Female', 'Male', 'Other', 'citizen'].map(value),
  ...['walk-in', 'lost-sms', 'no-phone', 'code-not-issued'].map(value),
  ...['COVISHIELD', 'COVAXIN', 'SPUTNIK V', 'CORBEVAX', 'in-2022-08-12'].map(value),
  // The table's day: sessions opened and closed, stock, observation, AEFI, and rows copied from paper.
  ...['vaccination-session-opened', 'vaccination-session-closed'].map(value),
  ...['stock-counted', 'aefi-reported'].map(value),
  ...['ready', 'notReady', 'reopens', 'doses', 'vaccineBatches', 'countedLogs'].map((key) =>
    path('body', key),
  ),
  ...['stillObserved', 'notSeen', 'unsent', 'note', 'occasion', 'counts'].map((key) =>
    path('body', key),
  ),
  ...['severity', 'onsetAt', 'onsetPrecision', 'symptoms', 'otherSymptoms', 'actions'].map((key) =>
    path('body', key),
  ),
  ...['referredTo', 'source', 'follows', 'leftEarly', 'administeredAt', 'openedAt'].map((key) =>
    path('body', key),
  ),
  ...['minor', 'severe', 'serious', 'death', 'minute', 'day', 'seen-by-staff'].map(value),
  ...['opening', 'during', 'closing'].map(value),
  ...['person-corrected', 'earlier-dose-stated'].map(value),
  ...['village', 'statedReferenceId', 'day', 'place', 'seen'].map((key) => path('body', key)),
  ...['name', 'birthYear', 'gender', 'mobileNumber'].flatMap((key) => [
    path('body', 'before', key),
    path('body', 'after', key),
  ]),
  ...['card-checked', 'card-not-checked', 'paper', 'said', 'id-shows'].map(value),
];
