// Owns the requests of the ingest bench: what a tablet writes while it vaccinates, cut and encoded before any clock starts.

import { bytesToBase64url } from '../../../schemas/bytes.ts';
import type { ExchangeRequest } from '../../../schemas/exchange.ts';
import { codeOf, subjectOf, vaccinationSession, type BenchTablet } from './world.ts';

export interface BenchRequest {
  readonly bytes: Uint8Array;
  readonly events: number;
  /** The answer must name this hash at this number: nothing else counts as taken. */
  readonly log: string;
  readonly head: { readonly seq: number; readonly hash: string };
}

const rowsOfPerson = 4;
const dosesPerVial = 10;
const secondsPerPerson = 140;

/** One tablet's whole work as requests of about `rows` rows: each its own span, from unlock to lock. */
export async function cutIntoRequests(
  tablet: BenchTablet,
  people: number,
  rows: number,
): Promise<BenchRequest[]> {
  const writer = createWriter(tablet, people);
  const requests: BenchRequest[] = [];
  while (writer.hasMore()) {
    const from = tablet.paper.rows.length + 1;
    await unlock(tablet);
    // One person a span at the least: a request of a single row then carries the span of its row.
    const spanRowsMax = Math.max(rows, 1 + rowsOfPerson + 1);
    while (
      writer.hasMore() &&
      tablet.paper.rows.length - from + 1 + writer.nextRows() <= spanRowsMax
    )
      writer.writePerson();
    if (rows > 1) requests.push(encode(tablet, from, 1));
    else requests.push(...encodeSingly(tablet, from));
  }
  return requests;
}

/** One tablet's whole work as it comes back after a day without network: bodies of up to `bodyRows` rows, `bodies` in one request. */
export async function cutReturn(
  tablet: BenchTablet,
  people: number,
  bodyRows: number,
  bodies: number,
): Promise<BenchRequest[]> {
  const writer = createWriter(tablet, people);
  const requests: BenchRequest[] = [];
  while (writer.hasMore()) {
    const first = tablet.paper.rows.length + 1;
    let spans = 0;
    while (writer.hasMore() && spans < bodies) {
      const from = tablet.paper.rows.length + 1;
      await unlock(tablet);
      spans += 1;
      while (
        writer.hasMore() &&
        tablet.paper.rows.length - from + 1 + writer.nextRows() <= bodyRows
      )
        writer.writePerson();
    }
    requests.push(encode(tablet, first, spans));
  }
  return requests;
}

async function unlock({ paper, staffKey }: BenchTablet): Promise<void> {
  await paper.unlock('st-1', staffKey);
}

function createWriter(tablet: BenchTablet, people: number) {
  const { paper, centreId, firstNo, letter } = tablet;
  let written = 0;
  const opensVial = (): boolean => written % dosesPerVial === 0;
  const vialOf = (person: number): string => `${letter}${1 + Math.floor(person / dosesPerVial)}`;
  return {
    hasMore: () => written < people,
    nextRows: () => rowsOfPerson + (opensVial() ? 1 : 0),
    writePerson: () => {
      const appointmentNo = firstNo + written;
      const subject = subjectOf(centreId, appointmentNo);
      const vial = vialOf(written);
      if (opensVial()) paper.openVial(vial, vaccinationSession);
      paper.append('checked-in', subject, {
        idType: 'aadhaar',
        idSeen: 'matches',
        screening: 'clear',
        noticeLanguage: 'mr',
      });
      const code = paper.tryCode(subject, codeOf(centreId, appointmentNo));
      paper.now += 45;
      const dose = paper.giveDose(subject, code, { vial, vaccinationSession });
      paper.now += secondsPerPerson - 45;
      paper.append('observation-ended', subject, { doseEvent: dose });
      written += 1;
    },
  };
}

function encode(tablet: BenchTablet, from: number, spans: number): BenchRequest {
  const { paper } = tablet;
  const bytes = paper.request({
    from,
    as: 'bodies',
    edit: (header) => {
      header.spans = header.spans.slice(-spans);
      keepVerdicts(header, tablet, from);
    },
  });
  return { bytes, events: paper.rows.length - from + 1, log: paper.log, head: headOf(tablet) };
}

/** Each row of the last span in a request of its own. */
function encodeSingly(tablet: BenchTablet, from: number): BenchRequest[] {
  const all = tablet.paper.rows;
  const requests = all.slice(from - 1).map((_, i) => {
    tablet.paper.rows = all.slice(0, from + i);
    const bytes = tablet.paper.request({
      from: from + i,
      as: 'rows',
      edit: (header) => {
        header.spans = header.spans.slice(-1);
        keepVerdicts(header, tablet, from + i);
      },
    });
    return { bytes, events: 1, log: tablet.paper.log, head: headOf(tablet) };
  });
  tablet.paper.rows = all;
  return requests;
}

/** What a tablet has kept of the answer before: here every dose is confirmed, as the count after the run asserts. */
function keepVerdicts(header: ExchangeRequest, { paper }: BenchTablet, from: number): void {
  if (from > 1) header.settled = { [paper.log]: from - 1 };
}

function headOf({ paper }: BenchTablet): BenchRequest['head'] {
  return { seq: paper.rows.length, hash: bytesToBase64url(paper.head) };
}
