// Owns what the verify page knows and does: what was held before it, what that is, and as of when it can say so.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { checkCard, type CardPlatform, type CardVerdict } from '../../schemas/card/check-card.ts';
import { uniteLists, type TrustedLists } from '../../schemas/card/published.ts';
import { readScanned } from '../../schemas/card/scanned.ts';
import { limits } from '../../schemas/limits.ts';
import type { TextKey } from '../i18n/index.ts';
import type { CodeScanner } from '../ports.ts';
import type { ListStore } from './list-store.ts';
import type { FetchLists } from './lists-api.ts';
import type { ReceiptOutcome, Receipts } from './receipts.ts';

export type VerifyResult =
  | CardVerdict
  | {
      readonly outcome: 'damaged' | 'several-codes' | 'payment-code' | 'something-else';
    }
  | { readonly outcome: 'receipt'; readonly taken: ReceiptOutcome };

/** What the model needs of a file; the browser's own `File` is one. */
export interface PickedFile {
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
  readonly size: number;
}

export interface VerifyParts {
  readonly platform: CardPlatform;
  readonly store: ListStore;
  readonly fetchLists: FetchLists;
  readonly scanner: CodeScanner;
  /** Loaded apart: a card is read before the journal of carried copies is. */
  readonly receipts: () => Promise<Receipts>;
  readonly now: () => number;
}

export interface VerifyModel {
  readonly lists: ReadonlySignal<TrustedLists | null>;
  /** False while what was kept is still being read. */
  readonly isReady: ReadonlySignal<boolean>;
  readonly isRefreshing: ReadonlySignal<boolean>;
  /** The last try to fetch newer lists did not reach the register. */
  readonly isOffline: ReadonlySignal<boolean>;
  readonly result: ReadonlySignal<VerifyResult | null>;
  readonly isScanning: ReadonlySignal<boolean>;
  readonly scanProblem: ReadonlySignal<TextKey | null>;
  /** Receipts that wait here for a network. */
  readonly waiting: ReadonlySignal<number>;
  readonly start: () => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly scan: () => void;
  readonly stopScan: () => void;
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
  readonly readText: (text: string) => Promise<void>;
  readonly readFile: (file: PickedFile) => Promise<void>;
  readonly clear: () => void;
}

export function createVerifyModel(parts: VerifyParts): VerifyModel {
  const lists = signal<TrustedLists | null>(null);
  const isReady = signal(false);
  const isRefreshing = signal(false);
  const isOffline = signal(false);
  const result = signal<VerifyResult | null>(null);
  const scanning = signal<AbortController | null>(null);
  const scanProblem = signal<TextKey | null>(null);
  const receipts = signal<Receipts | null>(null);

  const loadReceipts = async (): Promise<Receipts> => (receipts.value ??= await parts.receipts());
  const refresh = async (): Promise<void> => {
    if (isRefreshing.value) return;
    isRefreshing.value = true;
    try {
      const fetched = await parts.fetchLists();
      isOffline.value = fetched === null;
      if (fetched === null) return;
      const revoked = uniteLists(lists.value?.revoked ?? [], fetched.revoked);
      lists.value = { ...fetched, revoked, fetchedAt: parts.now() };
      await parts.store.write(lists.value).catch(() => undefined);
    } finally {
      isRefreshing.value = false;
    }
  };
  const judge = async (text: string): Promise<VerifyResult> => {
    const scanned = readScanned(text);
    if (scanned.what === 'card')
      return checkCard(parts.platform, lists.value, scanned.card, parts.now());
    if (scanned.what !== 'receipt') return { outcome: scanned.what };
    return { outcome: 'receipt', taken: await (await loadReceipts()).take(scanned.text) };
  };
  const stopScan = (): void => {
    scanning.value?.abort();
    scanning.value = null;
  };
  const readText = async (text: string): Promise<void> => {
    result.value = await judge(text);
  };
  return {
    lists,
    isReady,
    isRefreshing,
    isOffline,
    result,
    isScanning: computed(() => scanning.value !== null),
    scanProblem,
    waiting: computed(() => receipts.value?.waiting.value ?? 0),
    start: async () => {
      lists.value = await parts.store.read();
      isReady.value = true;
      await refresh();
      await (await loadReceipts()).deliver();
    },
    refresh,
    scan: () => {
      result.value = null;
      scanProblem.value = null;
      scanning.value = new AbortController();
    },
    stopScan,
    readFrom: async (video) => {
      const stop = scanning.value;
      if (stop === null) return;
      const end = await parts.scanner.scan(video, stop.signal);
      if (scanning.value === stop) scanning.value = null;
      if (end.outcome === 'read') await readText(end.text);
      else if (end.outcome !== 'stopped') scanProblem.value = `scan.${end.outcome}`;
    },
    readText,
    readFile: async (file) => {
      if (file.size > limits.copyBytesMax) {
        result.value = { outcome: 'something-else' };
        return;
      }
      const bytes = new Uint8Array(await file.arrayBuffer());
      const text = new TextDecoder().decode(bytes);
      const read = await judge(text);
      if (read.outcome !== 'something-else') {
        result.value = read;
        return;
      }
      // A tablet's copy as a file is no text at all.
      const taken = await (await loadReceipts()).takeFile(bytes);
      result.value = taken === 'not-a-copy' ? read : { outcome: 'receipt', taken };
    },
    clear: () => {
      result.value = null;
      scanProblem.value = null;
    },
  };
}
