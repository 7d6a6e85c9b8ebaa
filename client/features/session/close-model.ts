// Owns the closing of a session: what was given and drawn, other tablets added by their code, and the in-charge's PIN.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { VaccinationSessionState } from '../../../schemas/fold/vaccination-session.ts';
import { formatTime, type Text, type TextKey } from '../../i18n/index.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import type { CodeScanner } from '../../ports.ts';
import {
  accountsOf,
  mergeAccounts,
  totalsOf,
  type ClosingTotals,
  type LogAccount,
} from '../../room/closing.ts';
import { encodeClosingCode, readClosingCode } from '../../room/closing-code.ts';
import type { Tablet, UnlockOutcome } from '../../tablet.ts';
import type { RosterStaff } from '../../../schemas/records/roster.ts';

export const reopenReasons = ['more-people', 'count-wrong', 'by-mistake'] as const;
export type ReopenReason = (typeof reopenReasons)[number];

export interface Remaining {
  readonly stillObserved: number;
  readonly notSeen: number;
  readonly unsent: number;
}

export interface CloseModel {
  readonly saving: Saving;
  readonly vaccinationSession: ReadonlySignal<string | null>;
  readonly state: ReadonlySignal<VaccinationSessionState | null>;
  readonly totals: ReadonlySignal<ClosingTotals>;
  readonly remaining: ReadonlySignal<Remaining>;
  /** What other tablets of the room scan. */
  readonly code: ReadonlySignal<string>;
  readonly isScanning: ReadonlySignal<boolean>;
  readonly scanResult: ReadonlySignal<Text | null>;
  readonly inCharge: ReadonlySignal<readonly RosterStaff[]>;
  readonly signer: ReadonlySignal<RosterStaff | null>;
  readonly pin: ReadonlySignal<string>;
  readonly pinFault: ReadonlySignal<Text | null>;
  readonly isSigning: ReadonlySignal<boolean>;
  readonly isReopening: ReadonlySignal<boolean>;
  readonly chooseSession: (vaccinationSession: string) => void;
  readonly scan: () => void;
  readonly stopScan: () => void;
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
  readonly takeCode: (text: string) => void;
  readonly chooseSigner: (staffId: string | null) => void;
  readonly typePin: (digits: string) => void;
  readonly sign: () => Promise<void>;
  readonly askReopen: (isAsked: boolean) => void;
  readonly reopen: (reason: ReopenReason) => Promise<void>;
}

export function createCloseModel(tablet: Tablet, scanner: CodeScanner): CloseModel {
  const saving = createSaving();
  const chosen = signal<string | null>(null);
  const scanned = signal<readonly (readonly LogAccount[])[]>([]);
  const scanning = signal<AbortController | null>(null);
  const scanResult = signal<Text | null>(null);
  const signerId = signal<string | null>(null);
  const pin = signal('');
  const pinFault = signal<Text | null>(null);
  const isSigning = signal(false);
  const isReopening = signal(false);
  const vaccinationSession = computed(() => {
    const names = (tablet.day.value?.vaccinationSessions ?? []).map((s) => s.vaccinationSession);
    return names.find((name) => name === chosen.value) ?? names[0] ?? null;
  });
  const own = computed(() =>
    vaccinationSession.value === null
      ? []
      : accountsOf(tablet.people.value, tablet.vials.value, vaccinationSession.value),
  );
  const accounts = computed(() => mergeAccounts([own.value, ...scanned.value]));
  const totals = computed(() => totalsOf(accounts.value));
  const state = computed(
    () => tablet.room.vaccinationSessions.value.get(vaccinationSession.value ?? '') ?? null,
  );
  const remaining = computed((): Remaining => {
    const people = tablet.people.value;
    return {
      stillObserved: tablet.room.board.value.filter((entry) => entry.until > tablet.now.value)
        .length,
      notSeen: people.filter(({ folded }) => folded.progress === 'due').length,
      unsent: tablet.connection.value.unsent,
    };
  });
  const inCharge = computed(() =>
    (tablet.day.value?.staff ?? []).filter((person) => person.role === 'in-charge'),
  );
  const takeCode = (text: string): void => {
    const reading = readClosingCode(text);
    if (reading.outcome !== 'read') {
      scanResult.value = { key: `close.scan.${reading.outcome}` as TextKey };
      return;
    }
    const { code } = reading;
    const isOurs =
      code.centreId === tablet.day.value?.centre.centreId &&
      code.vaccinationSession === vaccinationSession.value;
    if (!isOurs) {
      scanResult.value = { key: 'close.scan.other-session' };
      return;
    }
    const before = accounts.value.length;
    const dosesBefore = totals.value.dosesInAll;
    scanned.value = [...scanned.value, code.accounts];
    const isNew = accounts.value.length > before || totals.value.dosesInAll !== dosesBefore;
    scanResult.value = isNew
      ? { key: 'close.scan.added', values: { count: totals.value.dosesInAll - dosesBefore } }
      : { key: 'close.scan.known' };
  };
  const close = async (name: string): Promise<void> => {
    const { doses, vaccineBatches, countedLogs } = totals.value;
    const saved = await saving.run(() =>
      tablet.room.closeVaccinationSession(name, {
        doses,
        vaccineBatches: vaccineBatches.slice(0, 16),
        countedLogs: countedLogs.slice(0, 12),
        ...remaining.value,
      }),
    );
    if (saved !== null) signerId.value = null;
  };
  return {
    saving,
    vaccinationSession,
    state,
    totals,
    remaining,
    code: computed(() =>
      encodeClosingCode({
        centreId: tablet.day.value?.centre.centreId ?? 0,
        vaccinationSession: vaccinationSession.value ?? '',
        // What was scanned goes along: one tablet may carry the room to another.
        accounts: accounts.value,
      }),
    ),
    isScanning: computed(() => scanning.value !== null),
    scanResult,
    inCharge,
    signer: computed(
      () => (tablet.day.value?.staff ?? []).find((p) => p.staffId === signerId.value) ?? null,
    ),
    pin,
    pinFault,
    isSigning,
    isReopening,
    chooseSession: (name) => void (chosen.value = name),
    scan: () => {
      scanResult.value = null;
      scanning.value = new AbortController();
    },
    stopScan: () => {
      scanning.value?.abort();
      scanning.value = null;
    },
    readFrom: async (video) => {
      const stop = scanning.value;
      if (stop === null) return;
      const end = await scanner.scan(video, stop.signal);
      if (scanning.value === stop) scanning.value = null;
      if (end.outcome === 'read') takeCode(end.text);
      else if (end.outcome !== 'stopped') scanResult.value = { key: `scan.${end.outcome}` };
    },
    takeCode,
    chooseSigner: (staffId) => {
      signerId.value = staffId;
      pin.value = '';
      pinFault.value = null;
    },
    typePin: (digits) => {
      pin.value = digits;
      pinFault.value = null;
    },
    sign: async () => {
      const [name, staffId] = [vaccinationSession.value, signerId.value];
      if (name === null || staffId === null || isSigning.value) return;
      if (pin.value === '') return void (pinFault.value = { key: 'unlock.typePin' });
      isSigning.value = true;
      try {
        // The PIN begins a span of the in-charge's own: the closing that follows is theirs, and proved.
        const outcome = await tablet.unlock(staffId, pin.value);
        pin.value = '';
        pinFault.value = pinWords(outcome);
        if (outcome === 'unlocked') await close(name);
      } catch {
        pinFault.value = { key: 'unlock.storage-failed' };
      } finally {
        isSigning.value = false;
      }
    },
    askReopen: (isAsked) => void (isReopening.value = isAsked),
    reopen: async (reason) => {
      const name = vaccinationSession.value;
      const closes = state.value?.standingCloses ?? [];
      if (name === null || closes.length === 0) return;
      const saved = await saving.run(() =>
        tablet.room.openVaccinationSession(name, {
          ready: [],
          notReady: [],
          reopens: closes.slice(0, 8).map((entry) => entry.ref),
          reason,
        }),
      );
      if (saved !== null) isReopening.value = false;
    },
  };
}

function pinWords(outcome: UnlockOutcome): Text | null {
  if (outcome === 'unlocked') return null;
  if (typeof outcome === 'string') return { key: `unlock.${outcome}` };
  if (outcome.outcome === 'wait')
    return { key: 'unlock.wait', values: { time: formatTime(outcome.waitUntil) } };
  return { key: 'unlock.wrong', values: { count: outcome.triesLeft } };
}
