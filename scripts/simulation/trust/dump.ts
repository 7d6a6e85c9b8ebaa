// Owns what somebody finds who reads the whole storage of a tablet after a day of work: how many codes still look right for each
// person, whether a key of the digits rests anywhere, and whether every tablet has the same remainders, also after a new list.

import { bytesToBase64url } from '../../../schemas/bytes.ts';
import { codeTagOf } from '../../../schemas/rules/security-code.ts';
import type { RowRecord } from '../../../client/journal/records.ts';
import type { Deployment } from '../deployment.ts';
import type { Disk } from '../disk.ts';
import type { Tab } from '../tablet.ts';
import { giveDose, openVial, tryCode, save } from './acts.ts';
import { inRoom, type Room } from './room.ts';
import { lookAlikes, subjectOf } from './strategy.ts';

export interface DumpResult {
  readonly people: number;
  /** The fewest codes that fit anybody's record on the tablet, over all 10,000. */
  readonly candidatesMin: number;
  /** Code keys, raw or as text, found in what rests. */
  readonly keysAtRest: number;
  /** True when the search finds what does rest: a row's hash. */
  readonly isSearchGood: boolean;
  /** Events of the feed and the log that say more of a code than whether it fits, and masked digits. */
  readonly wordyEvents: number;
  readonly tagsThatDiffer: number;
}

export async function runDump(deployment: Deployment, seed: number): Promise<DumpResult> {
  return inRoom(deployment, { seed, bookings: 60, issued: 200 }, async (room) => {
    const first = await room.addTablet('T1');
    const second = await room.addTablet('T2');
    const keys: Uint8Array[] = [];
    const tabs = [await first.openTab(), await second.openTab()];
    for (const tab of tabs) {
      await tab.unlock('st-1');
      await room.deliver(tab);
    }
    await workADay(room, tabs[0]!, keys);
    for (const tab of tabs) await room.deliver(tab);
    const before = tabs.map(tagsOf);
    await room.server.takeList([...room.people].reverse());
    for (const tab of tabs) await room.deliver(tab);
    const after = tabs.map(tagsOf);
    const lists = [...before, ...after];
    const rest = [first.disk, second.disk].map(textOf).join('\n');
    const events = [...room.world.truth.all.values()].map(({ entry }) => entry.event);
    return {
      people: before[0]!.size,
      candidatesMin: Math.min(...[...before[0]!.values()].map((tag) => lookAlikes(tag!).length)),
      isSearchGood: holds(rest, first.disk.read<RowRecord>('rows')[0]!.rowHash),
      keysAtRest: keys.filter((key) => holds(rest, key)).length,
      wordyEvents: events.filter(
        ({ kind, body }) =>
          kind === 'code-tried' && Object.keys(body).sort().join() !== 'masked,matches',
      ).length,
      tagsThatDiffer: room.people.filter(({ referenceId, code }) =>
        lists.some((tags) => tags.get(referenceId) !== codeTagOf(code)),
      ).length,
    };
  });
}

async function workADay(room: Room, tab: Tab, keys: Uint8Array[]): Promise<void> {
  await openVial(tab, 'A1');
  for (const [i, person] of tab.appointments().slice(0, 40).entries()) {
    const subject = subjectOf(person);
    const { code } = room.people.find((one) => one.referenceId === person.referenceId)!;
    const ref = await tryCode(tab, subject, code);
    await giveDose(tab, subject, { vial: `A${1 + Math.floor(i / 10)}`, code: ref });
  }
  await save(tab, {
    kind: 'checked-in',
    subject: subjectOf(tab.appointments()[0]!),
    body: (_place, codeKey) => {
      keys.push(codeKey);
      return { idType: 'pan', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' };
    },
  });
}

const tagsOf = (tab: Tab): Map<string, number | null> =>
  new Map(tab.appointments().map((one) => [one.referenceId, one.codeTag]));

const storesOf = ['rows', 'logs', 'spans', 'bodies', 'pages', 'packs', 'settings', 'staff'];

/** Everything that rests, bytes as base64url. */
function textOf(disk: Disk): string {
  return storesOf
    .map((store) =>
      JSON.stringify(disk.read(store), (_key, value: unknown) =>
        value instanceof Uint8Array ? bytesToBase64url(value) : value,
      ),
    )
    .join('\n');
}

/** Base64 of bytes in the middle of others begins at one of three places. */
function holds(text: string, key: Uint8Array): boolean {
  return [0, 1, 2].some((skip) => {
    const inner = bytesToBase64url(key.slice(skip, skip + 27));
    return text.includes(inner);
  });
}
