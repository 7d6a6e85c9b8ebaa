// Owns the short form in which a single row is sealed: its canonical text, with known pieces written as one or two bytes.
// Signs that JSON and UTF-8 never have at the start of a character stand for a piece, so nothing else needs to be marked.

import { bytesToUtf8, concatBytes, utf8ToBytes, type Bytes } from '../bytes.ts';
import { knownWords } from './known-words.ts';

const opening = 0x7b;
const form = { raw: 1, pieces: 2 } as const;
/** Below: one byte a piece (0x00-0x1f, then 0x80-0xbf). From there on two: this sign, and the rest. */
const oneByteMax = 96;
const twoByteSign = 0xff;

/** What every event has around its values. On the wire as well: nothing is added here, it would move the words behind. */
const structure = [
  '{"app":"',
  '","at":',
  ',"body":{',
  '},"kind":',
  '},"mayDose":',
  ',"skew":',
  ',"v":1}',
  ',"subject":{',
  '{"appointmentNo":',
  ',"check":',
  '{"walkIn":{',
  '{"vial":',
  ',"mayDose":true',
  '{"h":"',
  '","log":"',
  '","seq":',
  ',"mayDose":false',
  '{"code":',
  '{"after":',
  '{"ends":',
  '{"doseEvent":',
  '{"doseNumber":',
  '{"dosesNominal":',
  '{"masked":',
  '{"idSeen":',
  '{"tablet":',
  '","vaccinationSession":"',
  '","vaccineBatch":"',
  '","vial":"',
  ',"subject":{"appointmentNo":',
  ',"subject":{"walkIn":{"h":"',
  '{"code":{"h":"',
];

/** Keys as they stand in canonical text, and whole values. The order is on the wire: it follows `knownWords`, which only grows. */
const pieces: readonly Bytes[] = listPieces().map(utf8ToBytes);
const piecesByFirst = groupByFirstByte();

/** What is sealed for these canonical bytes. */
export function shortenRow(canonicalEvent: Bytes): Bytes {
  if (!isText(canonicalEvent)) return concatBytes(Uint8Array.of(form.raw), canonicalEvent);
  const out = new Uint8Array(canonicalEvent.length + 1);
  out[0] = form.pieces;
  let length = 1;
  for (let at = 0; at < canonicalEvent.length;) {
    const place = longestPieceAt(canonicalEvent, at);
    if (place === -1) {
      out[length++] = canonicalEvent[at++]!;
      continue;
    }
    if (place >= oneByteMax) out[length++] = twoByteSign;
    out[length++] = signOf(place);
    at += pieces[place]!.length;
  }
  return out.slice(0, length);
}

/** The canonical bytes again, byte for byte; null for what is no row. Rows of before are plain text. */
export function lengthenRow(sealedForm: Bytes): Bytes | null {
  if (sealedForm[0] === opening) return sealedForm;
  if (sealedForm[0] === form.raw) return sealedForm.slice(1);
  if (sealedForm[0] !== form.pieces) return null;
  const parts: Uint8Array[] = [];
  for (let at = 1; at < sealedForm.length;) {
    const sign = sealedForm[at]!;
    const place = placeOf(sign, sealedForm[at + 1]);
    if (place === null) {
      const length = characterLength(sign);
      parts.push(sealedForm.subarray(at, at + length));
      at += length;
      continue;
    }
    const piece = pieces[place];
    if (piece === undefined) return null;
    parts.push(piece);
    at += sign === twoByteSign ? 2 : 1;
  }
  return concatBytes(...parts);
}

function listPieces(): string[] {
  const words = knownWords.map((word) => {
    const read = JSON.parse(word) as unknown;
    return Array.isArray(read) && read.length > 0 ? `,"${read.at(-1)}":` : word;
  });
  return [...new Set([...structure, ...words])].slice(0, oneByteMax + 256);
}

function groupByFirstByte(): ReadonlyMap<number, readonly number[]> {
  const groups = new Map<number, number[]>();
  pieces.forEach((piece, place) => {
    groups.set(piece[0]!, [...(groups.get(piece[0]!) ?? []), place]);
  });
  for (const group of groups.values()) group.sort((a, b) => pieces[b]!.length - pieces[a]!.length);
  return groups;
}

function longestPieceAt(text: Uint8Array, at: number): number {
  const isHere = (place: number): boolean =>
    pieces[place]!.every((byte, i) => text[at + i] === byte);
  return piecesByFirst.get(text[at]!)?.find(isHere) ?? -1;
}

function signOf(place: number): number {
  if (place >= oneByteMax) return place - oneByteMax;
  return place < 0x20 ? place : place + 0x60;
}

/** Null when the sign begins a character of the text. */
function placeOf(sign: number, next: number | undefined): number | null {
  if (sign === twoByteSign) return next === undefined ? pieces.length : next + oneByteMax;
  if (sign < 0x20) return sign;
  return sign >= 0x80 && sign < 0xc0 ? sign - 0x60 : null;
}

function characterLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Well-formed UTF-8 without control characters, as canonical JSON is. */
function isText(bytes: Uint8Array): boolean {
  try {
    bytesToUtf8(bytes);
  } catch {
    return false;
  }
  return bytes.every((byte) => byte >= 0x20);
}
