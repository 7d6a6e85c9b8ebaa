// Owns what was typed and is not recorded yet: sealed under the work key in the journal's database, so that a lock, a reload or a dead battery loses nothing.
// Read into memory at unlock. The record that a form becomes takes its row away in the same transaction.

import { bytesToUtf8, utf8ToBytes } from '../../schemas/bytes.ts';
import type { Randomness } from '../device/random.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { Drafts } from '../tablet.ts';
import { open, seal } from '../vault/aes.ts';

export interface DraftStore extends Drafts {
  /** Runs the record that ends a form: what is typed meanwhile is not written behind its back. */
  readonly ending: <Outcome extends { readonly outcome: string }>(
    name: string,
    work: () => Promise<Outcome>,
  ) => Promise<Outcome>;
  /** Resolves when everything typed so far is on the disk, or could not be put there. */
  readonly flush: () => Promise<void>;
}

export interface DraftParts {
  readonly database: JournalDatabase;
  readonly random: Randomness;
  readonly workKey: CryptoKey;
  readonly now: () => number;
}

/** A form that nobody finished in two days belongs to a day that is over. */
const keptSecondsMax = 2 * 86_400;
/** Longer than any form of ours; a disk is not filled by one. */
const draftCharactersMax = 20_000;

export async function openDrafts(parts: DraftParts): Promise<DraftStore> {
  const { database } = parts;
  const texts = await readAll(parts);
  const wanted = new Map<string, string | null>();
  const held = new Set<string>();
  let writing: Promise<void> | null = null;

  /** One write at a time, always of the latest: a fast typist waits for no disk. */
  const writeWanted = async (): Promise<void> => {
    for (;;) {
      const next = [...wanted].find(([name]) => !held.has(name));
      if (next === undefined) return;
      const [name, text] = next;
      wanted.delete(name);
      // A full disk keeps nobody from typing: the form stays in memory, and saving it says what is wrong.
      await writeOne(parts, name, text).catch(() => undefined);
    }
  };
  const begin = (): Promise<void> => {
    writing ??= writeWanted().finally(() => {
      writing = null;
    });
    return writing;
  };
  const flush = async (): Promise<void> => {
    while (writing !== null || [...wanted.keys()].some((name) => !held.has(name))) await begin();
  };
  return {
    read: (name) => {
      const text = texts.get(name);
      return text === undefined ? null : (JSON.parse(text) as unknown);
    },
    write: (name, value) => {
      const text = value === null ? null : JSON.stringify(value);
      if (text === (texts.get(name) ?? null)) return;
      if (text === null) texts.delete(name);
      else if (text.length <= draftCharactersMax) texts.set(name, text);
      else return;
      wanted.set(name, text);
      void begin();
    },
    ending: async (name, work) => {
      await flush();
      held.add(name);
      try {
        const outcome = await work();
        if (outcome.outcome !== 'saved') return outcome;
        // The form is a record now: nothing of it may come back, whatever was typed while it was written.
        texts.delete(name);
        wanted.delete(name);
        return outcome;
      } finally {
        held.delete(name);
        void begin();
      }
    },
    flush,
  };

  async function writeOne(
    { random, workKey, now }: DraftParts,
    name: string,
    text: string | null,
  ): Promise<void> {
    if (text === null) return database.drafts.delete(name);
    const box = await seal(random, workKey, contextOf(name), utf8ToBytes(text));
    await database.drafts.put({ name, at: now(), ...box });
  }
}

async function readAll({ database, workKey, now }: DraftParts): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const record of await database.drafts.toArray()) {
    const plain = await open(workKey, contextOf(record.name), record);
    const isOld = now() - record.at > keptSecondsMax;
    // Sealed under the keys of an enrolment that is over: nobody can read it again.
    if (plain === null || isOld) await database.drafts.delete(record.name).catch(() => undefined);
    else texts.set(record.name, bytesToUtf8(plain));
  }
  return texts;
}

function contextOf(name: string) {
  return utf8ToBytes(`suchi/draft/1\n${name}`);
}
