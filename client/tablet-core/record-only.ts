// Owns recording while nobody can unlock: a dose into sealed rows that only the server reads. There is no dead tablet.

import { referenceTo, type EventReference } from '../../schemas/log/hash-chain.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import type { TrustedTime } from '../device/trusted-time.ts';
import type { RecordOnlyDose, SaveOutcome } from '../tablet.ts';
import type { SpanKey } from '../vault/span.ts';
import type { TabletDeps } from './deps.ts';
import {
  createEventWriter,
  findFormFault,
  type EventDraft,
  type EventWriter,
} from './event-writer.ts';
import type { Lifecycle } from './lifecycle.ts';
import type { RowPlace, Views } from './views.ts';

export interface RecordOnlyParts {
  readonly deps: TabletDeps;
  readonly time: TrustedTime;
  readonly lifecycle: Pick<Lifecycle, 'desk' | 'identity'>;
  readonly views: Pick<Views, 'enrolment'>;
  readonly onSaved: (place: RowPlace) => void;
}

/** A name for whoever has no card on this tablet: the dose is true all the same, and nobody is said to have proved it. */
const unlistedStaff = 'not-stated';

export function createRecordOnly(
  parts: RecordOnlyParts,
): (dose: RecordOnlyDose) => Promise<SaveOutcome> {
  /** Registered, and the dose could not be written: the same press again registers nobody twice. */
  let registered: { readonly dose: string; readonly ref: EventReference } | null = null;
  return async (dose) => {
    const writer = createSealedWriter(parts, dose.staffId ?? unlistedStaff);
    if (writer === null) return { outcome: 'not-saved', why: 'locked' };
    const registration = registrationOf(dose);
    const fault = findFormFault(registration) ?? findFormFault(doseOf(dose, anyReference));
    if (fault !== null) return { outcome: 'not-saved', why: fault };
    try {
      const key = JSON.stringify(dose);
      if (registered?.dose !== key) {
        const saved = await writer.write(registration);
        if (saved.identity === undefined) return saved;
        registered = { dose: key, ref: referenceTo(saved.identity) };
      }
      const outcome = await writer.write(doseOf(dose, registered.ref));
      if (outcome.outcome === 'saved') registered = null;
      return outcome.outcome === 'saved' ? { outcome: 'saved', ref: outcome.ref } : outcome;
    } finally {
      await writer.end();
    }
  };
}

/** Null while somebody is signed in, who then records as everybody does, or on a tablet of no centre. */
function createSealedWriter(parts: RecordOnlyParts, staffId: string): EventWriter | null {
  const { deps, time, lifecycle } = parts;
  const [identity, enrolment] = [lifecycle.identity(), parts.views.enrolment.value];
  if (lifecycle.desk() !== null || identity === null || enrolment === null) return null;
  const keys = new Map<string, SpanKey>();
  const listed = enrolment.staff.find((person) => person.staffId === staffId);
  return createEventWriter({
    ...deps,
    maker: identity.maker,
    enrolment,
    workspace: {
      staff: listed ?? { staffId, name: staffId, role: 'verifier' },
      staffKey: null,
      workKey: null,
      keyring: {
        add: (span) => void keys.set(span.span, span),
        keyOf: async (span) => keys.get(span) ?? null,
      },
      // There is no view of the day: it is built by whoever unlocks.
      addSaved: async () => undefined,
    },
    app: `s${deps.appVersion}`,
    time,
    onSaved: parts.onSaved,
  });
}

const anyReference: EventReference = { log: '00000000.00000000', seq: 1, h: 'AAAAAAAAAAA' };

function registrationOf(dose: RecordOnlyDose): EventDraft {
  const { name, birthYear, gender, mobileNumber, statedReferenceId } = dose;
  return {
    kind: 'walk-in-registered',
    subject: { walkIn: 'self' },
    body: {
      name,
      birthYear,
      gender,
      mobileNumber,
      idType: null,
      idLast4: null,
      vaccinationSession: '',
      category: 'citizen',
      ...(statedReferenceId !== null && { statedReferenceId }),
    },
  };
}

function doseOf(dose: RecordOnlyDose, walkIn: EventReference): EventDraft {
  return {
    kind: 'dose-administered',
    subject: { walkIn },
    body: {
      doseNumber: dose.doseNumber,
      product: dose.product,
      vial: dose.vial,
      vaccinationSession: '',
      vaccineBatch: dose.vaccineBatch,
      code: null,
      withoutCode: 'walk-in',
      rules: currentRuleSet.rulesVersion,
    },
  };
}
