// Owns the registration of a walk-in: the draft, its faults once asked, people who may be the same, and the save.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PersonRow, Tablet } from '../../tablet.ts';
import type { Text } from '../../i18n/index.ts';
import type { WalkInBody } from '../../../schemas/fold/case.ts';
import type { AadhaarAnswer } from '../../../schemas/rules/aadhaar-qr.ts';
import { ageGroupOf } from '../../../schemas/rules/eligibility.ts';
import type { RosterVaccinationSession } from '../../../schemas/records/roster.ts';
import { draftNames } from '../../draft-names.ts';
import { keepDraft } from '../../parts/keep-draft.ts';
import { birthYearOf, last4Of, mobileDigitsOf } from '../../parts/person-fields.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import {
  childQuestions,
  emptyDraft,
  findLikelySame,
  findWalkInFaults,
  type ChildQuestions,
  type WalkInDraft,
  type WalkInFaults,
} from './walk-in-rules.ts';

export const categories = [
  'citizen',
  'sixty-plus',
  'illness-45-59',
  'health-worker',
  'front-line-worker',
] as const;

export interface WalkInModel {
  readonly saving: Saving;
  readonly draft: ReadonlySignal<WalkInDraft>;
  readonly faults: ReadonlySignal<WalkInFaults>;
  readonly likelySame: ReadonlySignal<readonly PersonRow[]>;
  readonly sessions: ReadonlySignal<readonly RosterVaccinationSession[]>;
  readonly birthYear: ReadonlySignal<number | null>;
  readonly thisYear: ReadonlySignal<number>;
  readonly mobile: ReadonlySignal<string>;
  readonly child: ReadonlySignal<ChildQuestions>;
  /** Villages already written here, most used first. */
  readonly villages: ReadonlySignal<readonly string[]>;
  /** What the last code that was held up as an Aadhaar card came to; null before one. */
  readonly aadhaar: ReadonlySignal<AadhaarAnswer['outcome'] | null>;
  readonly takeAadhaar: (answer: AadhaarAnswer) => void;
  readonly change: (part: Partial<WalkInDraft>) => void;
  /** Keeps phone, village and vaccine of the person just registered: the next one of the same family. */
  readonly nextOfFamily: (person: PersonRow) => void;
  /** The key of the registered person, or null when something is missing or was not saved. */
  readonly register: () => Promise<string | null>;
  readonly unsaved: () => Text | null;
}

export function createWalkInModel(tablet: Tablet): WalkInModel {
  const saving = createSaving();
  const typed = signal<WalkInDraft>(emptyDraft);
  const isAsked = signal(false);
  const aadhaar = signal<AadhaarAnswer['outcome'] | null>(null);
  const sessions = computed(() => tablet.day.value?.vaccinationSessions ?? []);
  const thisYear = computed(() => Number((tablet.day.value?.day ?? '2000').slice(0, 4)));
  const draft = computed((): WalkInDraft => {
    // Without any vaccination session on the list the person is registered all the same.
    const only = sessions.value.length > 1 ? null : (sessions.value[0]?.vaccinationSession ?? '');
    return {
      ...typed.value,
      vaccinationSession: typed.value.vaccinationSession ?? only,
      category: typed.value.category ?? 'citizen',
    };
  });
  keepDraft<WalkInDraft>(tablet.drafts, draftNames.walkIn, {
    read: () => (typed.value === emptyDraft ? null : typed.value),
    restore: (kept) => void (typed.value = { ...emptyDraft, ...kept }),
  });
  const birthYear = computed(() => birthYearOf(draft.value.birthYearOrAge, thisYear.value));
  const child = computed(() => {
    const day = tablet.day.value;
    const age = birthYear.value === null ? null : thisYear.value - birthYear.value;
    const group = age === null || day === null ? null : ageGroupOf(day.rules, age, day.day);
    return childQuestions(age, group?.needsBirthDate ?? false);
  });
  const found = computed(() => findWalkInFaults(draft.value, thisYear.value, child.value));

  return {
    saving,
    draft,
    faults: computed(() => (isAsked.value ? found.value : {})),
    likelySame: computed(() => findLikelySame(tablet.people.value, draft.value, thisYear.value)),
    sessions,
    birthYear,
    thisYear,
    mobile: computed(() => mobileDigitsOf(draft.value.mobileNumber)),
    child,
    villages: computed(() => villagesOf(tablet.people.value)),
    nextOfFamily: (person) => {
      const mobileNumber = person.mobileNumber ?? '';
      typed.value = {
        ...emptyDraft,
        mobileNumber,
        hasNoPhone: mobileNumber === '',
        village: person.village ?? '',
        vaccinationSession: person.folded.registration?.body.vaccinationSession ?? null,
      };
      isAsked.value = false;
    },
    aadhaar,
    takeAadhaar: (answer) => {
      aadhaar.value = answer.outcome;
      if (answer.outcome !== 'shown') return;
      const { name, birthYear: year, gender, idLast4 } = answer.person;
      typed.value = {
        ...typed.value,
        name,
        birthYearOrAge: String(year),
        gender,
        idType: 'aadhaar',
        idLast4,
        idShown: 'aadhaar-qr',
      };
    },
    change: (part) => {
      // What is typed over a card is somebody's word again.
      const isOfCard = cardFields.some((field) => field in part);
      typed.value = { ...typed.value, ...part, ...(isOfCard && { idShown: null }) };
      if (isOfCard) aadhaar.value = null;
    },
    register: async () => {
      isAsked.value = true;
      const now = draft.value;
      const year = birthYear.value;
      if (Object.keys(found.value).length > 0) return null;
      if (
        year === null ||
        now.gender === null ||
        now.vaccinationSession === null ||
        now.category === null
      )
        return null;
      const { gender, vaccinationSession, category } = now;
      const saved = await saving.run(() =>
        tablet.registerWalkIn({
          name: now.name.trim(),
          birthYear: year,
          gender,
          mobileNumber: now.hasNoPhone ? null : mobileDigitsOf(now.mobileNumber),
          idType: now.idType,
          idLast4: now.idType === null ? null : last4Of(now.idLast4),
          vaccinationSession,
          category,
          ...moreOf(now, child.value),
        }),
      );
      if (saved === null) return null;
      typed.value = emptyDraft;
      isAsked.value = false;
      aadhaar.value = null;
      return saved.key ?? null;
    },
    unsaved: () => (typed.value === emptyDraft ? null : { key: 'broken.walkInForm' }),
  };
}

const cardFields = ['name', 'birthYearOrAge', 'gender', 'idType', 'idLast4'] as const;

/** Only what was asked and answered: an empty field says nothing. */
function moreOf(draft: WalkInDraft, child: ChildQuestions): Partial<WalkInBody> {
  const village = draft.village.trim();
  return {
    ...(village !== '' && { village }),
    ...(draft.idShown !== null && { idShown: draft.idShown }),
    ...(child.birthDate && { birthDate: draft.birthDate }),
    ...(child.guardian && {
      guardianName: draft.guardianName.trim(),
      guardianRelation: draft.guardianRelation,
    }),
  };
}

const villagesShownMax = 8;

function villagesOf(people: readonly PersonRow[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { village } of people)
    if (village !== null) counts.set(village, (counts.get(village) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, villagesShownMax)
    .map(([village]) => village);
}
