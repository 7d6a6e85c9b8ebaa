// Owns reactions at the desk: the list with the worst first, one report opened, and a new one about somebody with a dose.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskAefiReport, DeskAefiReports } from '../../../../schemas/desk-aefi.ts';
import type { DeskCaseAnswer } from '../../../../schemas/desk-case.ts';
import type { DeskCardRow } from '../../../../schemas/desk-cards.ts';
import { suggestSeverity, type Severity } from '../../../parts/aefi-choices.ts';
import type { ChosenDay } from '../chosen-day.ts';
import type { DeskCentreName } from '../desk-answers.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';
import {
  emptyDraft,
  findDraftFaults,
  toReport,
  type AboutPerson,
  type AefiDraft,
  type AefiDraftFault,
} from './aefi-draft.ts';

export interface AefiModel {
  /** Whoever stands at the table reports there. */
  readonly mayReport: boolean;
  readonly chosenDay: ChosenDay;
  readonly list: ReadonlySignal<DeskAefiReports | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly opened: ReadonlySignal<DeskAefiReport | null>;
  /** Looking for whom a new report is about. */
  readonly isChoosing: ReadonlySignal<boolean>;
  readonly centres: ReadonlySignal<readonly DeskCentreName[]>;
  readonly centreId: ReadonlySignal<number | null>;
  readonly people: ReadonlySignal<readonly DeskCardRow[] | null>;
  readonly isMore: ReadonlySignal<boolean>;
  readonly about: ReadonlySignal<AboutPerson | null>;
  readonly draft: ReadonlySignal<AefiDraft>;
  readonly faults: ReadonlySignal<readonly AefiDraftFault[]>;
  readonly suggested: ReadonlySignal<Severity | null>;
  /** How the last report ended; null before one. */
  readonly sent: ReadonlySignal<DeskCaseAnswer['outcome'] | null>;
  readonly refresh: () => Promise<void>;
  readonly show: (report: DeskAefiReport | null) => void;
  readonly begin: () => Promise<void>;
  readonly chooseCentre: (centreId: number | null) => void;
  readonly findPeople: (isMore?: boolean) => Promise<void>;
  readonly choosePerson: (about: AboutPerson) => void;
  readonly change: (part: Partial<AefiDraft>) => void;
  readonly send: () => Promise<void>;
  readonly cancel: () => void;
  readonly dispose: () => void;
}

export function createAefiModel(deps: {
  readonly client: Pick<DeskClient, 'aefiReports' | 'reportAefi' | 'centres' | 'cardsOfDay'>;
  readonly chosenDay: ChosenDay;
  readonly watch: Watch;
  readonly mayReport: boolean;
}): AefiModel {
  const { client, chosenDay, watch } = deps;
  const list = createLoaded(() => client.aefiReports(), watch);
  const centres = createLoaded(() => client.centres(), watch);
  const opened = signal<DeskAefiReport | null>(null);
  const isChoosing = signal(false);
  const chosen = signal<number | null>(null);
  const people = signal<readonly DeskCardRow[] | null>(null);
  const next = signal<string | null>(null);
  const about = signal<AboutPerson | null>(null);
  const draft = signal(emptyDraft);
  const wasAsked = signal(false);
  const sent = signal<DeskCaseAnswer['outcome'] | null>(null);
  const actFault = signal<DeskFault | null>(null);
  const isActing = signal(false);
  const found = computed(() => findDraftFaults(draft.value, chosenDay.today.value));
  const centreId = computed(() => {
    const all = centres.value.value ?? [];
    return all.length === 1 ? all[0]!.centreId : chosen.value;
  });
  const forgetPeople = (): void => {
    people.value = null;
    next.value = null;
  };
  const cancel = (): void => {
    isChoosing.value = false;
    about.value = null;
    draft.value = emptyDraft;
    wasAsked.value = false;
    actFault.value = null;
    forgetPeople();
  };
  return {
    mayReport: deps.mayReport,
    chosenDay,
    list: list.value,
    fault: computed(() => actFault.value ?? list.fault.value ?? centres.fault.value),
    isBusy: computed(() => isActing.value || list.isLoading.value),
    opened,
    isChoosing,
    centres: computed(() => centres.value.value ?? []),
    centreId,
    people,
    isMore: computed(() => next.value !== null),
    about,
    draft,
    faults: computed(() => (wasAsked.value ? found.value : [])),
    suggested: computed(() => suggestSeverity(draft.value)),
    sent,
    refresh: () => list.load(),
    show: (report) => void (opened.value = report),
    begin: async () => {
      cancel();
      sent.value = null;
      opened.value = null;
      isChoosing.value = true;
      await centres.load();
    },
    chooseCentre: (wanted) => {
      chosen.value = wanted;
      forgetPeople();
    },
    findPeople: async (isMore = false) => {
      const centre = centreId.peek();
      if (centre === null || isActing.peek()) return;
      isActing.value = true;
      const after = isMore ? next.peek() : null;
      const answer = watch(await client.cardsOfDay(centre, chosenDay.day.peek(), after));
      isActing.value = false;
      actFault.value = answer.outcome === 'answered' ? null : answer;
      if (answer.outcome !== 'answered') return;
      people.value = [...(isMore ? (people.peek() ?? []) : []), ...answer.value.rows];
      next.value = answer.value.next;
    },
    choosePerson: (person) => {
      about.value = person;
      isChoosing.value = false;
      opened.value = null;
      sent.value = null;
      forgetPeople();
    },
    change: (part) => void (draft.value = { ...draft.value, ...part }),
    send: async () => {
      wasAsked.value = true;
      const person = about.peek();
      if (person === null || found.peek().length > 0 || isActing.peek()) return;
      isActing.value = true;
      const answer = watch(await client.reportAefi(toReport(person, draft.peek())));
      isActing.value = false;
      actFault.value = answer.outcome === 'answered' ? null : answer;
      // What was filled in stays until the server has it.
      if (answer.outcome !== 'answered') return;
      sent.value = answer.value.outcome;
      if (answer.value.outcome !== 'done') return;
      cancel();
      await list.load();
      opened.value =
        list.value
          .peek()
          ?.reports.filter((report) => report.caseKey === person.caseKey && report.isFromDesk)
          .reduce<DeskAefiReport | null>(
            (last, each) => (last === null || each.receivedAt >= last.receivedAt ? each : last),
            null,
          ) ?? null;
    },
    cancel,
    dispose: () => {
      cancel();
      opened.value = null;
      list.forget();
      centres.forget();
    },
  };
}
