// Owns what may happen to a run from one moment to the next: people's work, and every mishap of the list, each counted.

import type { AppointmentSubject, Subject, WalkInSubject } from '../../schemas/events/event.ts';
import { appointmentKey } from '../../schemas/events/event.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';
import { currentRuleSet } from '../../schemas/rules/rule-set.ts';
import { maskCode } from '../../schemas/rules/security-code.ts';
import type { RowRecord } from '../../client/journal/records.ts';
import type { EventDraft } from '../../client/tablet-core/event-writer.ts';
import { nodeDigest } from '../../sync-server/keys/digest.ts';
import type { Dice } from './dice.ts';
import { centres, productName, sessionOf } from './people.ts';
import { noteDestroyed } from './remembered.ts';
import { decideOnADose, forgetLostDecisions, revoke } from './supervisor.ts';
import type { SimulatedTablet, Tab } from './tablet.ts';
import { takeList, type World } from './world.ts';

export interface Steps {
  readonly next: () => void;
  /** A supervisor at the desk, beside what happens at the centres. */
  readonly decide: () => void;
}

type Step = (tablet: SimulatedTablet) => Promise<void>;

/** `deskDice`: the desk draws its own, so that it changes nobody else's story. */
export function createSteps(world: World, dice: Dice, deskDice: Dice): Steps {
  const { loop, server, faults } = world;
  const given: {
    readonly centreId: number;
    readonly subject: Subject;
    readonly ref: EventReference;
  }[] = [];

  /** A living, unlocked tab; a tab is opened when there is none. */
  const tabOf = async (tablet: SimulatedTablet): Promise<Tab> => {
    const tab = tablet.tabs.length > 0 ? dice.oneOf(tablet.tabs) : await tablet.openTab();
    await tab.unlock();
    return tab;
  };
  const save = async (tab: Tab, draft: EventDraft): Promise<EventReference | null> => {
    const outcome = await tab.record(draft);
    return outcome?.outcome === 'saved' ? outcome.ref : null;
  };
  const noteSubject = (
    centreId: number,
    subject: AppointmentSubject,
    referenceId: string,
  ): void => {
    const key = `${centreId}/${appointmentKey(subject.appointmentNo, subject.check)}`;
    const people = world.peopleBySubject.get(key) ?? new Set();
    world.peopleBySubject.set(key, people.add(referenceId));
  };
  const doseBody = (centreId: number, code: EventReference | null) => ({
    doseNumber: 1,
    product: productName,
    vial: `A${1 + dice.below(2)}`,
    vaccinationSession: sessionOf(centreId),
    vaccineBatch: 'B1',
    code,
    ...(code === null ? { withoutCode: 'walk-in' } : {}),
    rules: currentRuleSet.rulesVersion,
  });
  const booked = (tab: Tab, centreId: number) => {
    const list = tab.appointments();
    if (list.length === 0) return null;
    const { appointmentNo, check, referenceId } = dice.oneOf(list);
    const subject = { appointmentNo, check };
    noteSubject(centreId, subject, referenceId);
    const person = world.people.find((one) => one.referenceId === referenceId)!;
    return { subject, person };
  };

  const giveBookedDose = async (tab: Tab, centreId: number): Promise<void> => {
    const who = booked(tab, centreId);
    if (who === null) return registerWalkIn(tab, centreId);
    const { subject, person } = who;
    const typed = dice.chance(0.9) ? person.code : (person.code + 206) % 10_000;
    const code = await save(tab, {
      kind: 'code-tried',
      subject,
      body: ({ log, seq }, codeKey) => ({
        matches: true,
        masked: maskCode(nodeDigest, codeKey, log, seq, typed),
      }),
    });
    if (code === null) return;
    const body = doseBody(centreId, code);
    const ref = await save(tab, { kind: 'dose-administered', subject, body });
    if (ref !== null) given.push({ centreId, subject, ref });
  };
  const registerWalkIn = async (tab: Tab, centreId: number): Promise<void> => {
    const registered = await save(tab, {
      kind: 'walk-in-registered',
      subject: { walkIn: 'self' },
      body: {
        name: 'Sunita Devi',
        birthYear: 1985,
        gender: 'Female',
        mobileNumber: null,
        idType: null,
        idLast4: null,
        vaccinationSession: sessionOf(centreId),
        category: 'citizen',
      },
    });
    if (registered === null || dice.chance(0.3)) return;
    const subject: WalkInSubject = { walkIn: registered };
    const ref = await save(tab, {
      kind: 'dose-administered',
      subject,
      body: doseBody(centreId, null),
    });
    if (ref !== null) given.push({ centreId, subject, ref });
  };
  const smallRecord = async (tab: Tab, centreId: number): Promise<void> => {
    const session = sessionOf(centreId);
    const which = dice.below(5);
    const error = given.filter((dose) => dose.centreId === centreId);
    if (which === 0 && error.length > 0) {
      const { subject, ref } = dice.oneOf(error);
      await save(tab, {
        kind: 'entered-in-error',
        subject,
        body: { target: ref, reason: 'wrong-person' },
      });
      return;
    }
    if (which === 1) {
      const body = { product: productName, vaccineBatch: 'B1', expiry: null, dosesNominal: 10 };
      const subject = { vaccinationSession: session, vial: `A${1 + dice.below(2)}` };
      await save(tab, { kind: 'vial-opened', subject, body });
      return;
    }
    const who = booked(tab, centreId);
    if (who === null) return;
    const { subject } = who;
    if (which === 2) {
      faults.count('an event kind from the future');
      await save(tab, { kind: 'dose-recounted', subject, body: { anything: dice.below(100) } });
    } else if (which === 3)
      await save(tab, {
        kind: 'not-today',
        subject,
        body: { outcome: 'deferred', reason: 'fever', nextDate: null, ends: [] },
      });
    else
      await save(tab, {
        kind: 'checked-in',
        subject,
        body: { idType: 'aadhaar', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' },
      });
  };
  const work: Step = async (tablet) => {
    const tab = await tabOf(tablet);
    const count = 1 + dice.below(3);
    for (let i = 0; i < count && tab.isAlive() && !world.isHealing; i++) {
      const { centreId } = tablet;
      if (dice.chance(0.5)) await giveBookedDose(tab, centreId);
      else if (dice.chance(0.25)) await registerWalkIn(tab, centreId);
      else await smallRecord(tab, centreId);
      await loop.sleep(dice.fraction() ** 3 * 20);
      if (!tab.isUnlocked()) return;
    }
  };
  const killSoon = (tablet: SimulatedTablet): void => {
    const victim = tablet.tabs.length > 0 ? dice.oneOf(tablet.tabs) : null;
    if (victim === null) return;
    faults.count('a tab killed at an await', tablet.name);
    loop.afterTasks(dice.below(dice.chance(0.5) ? 40 : 200), () => victim.kill());
  };
  /** While the next answer is taken: between adoption and feed, between page and cursor, within a new log. */
  const killAtNextAnswer = (tablet: SimulatedTablet): void => {
    tablet.network.onAnswer = () => {
      tablet.network.onAnswer = () => undefined;
      if (!world.isHealing) killSoon(tablet);
    };
  };
  const putBack = async (which: number): Promise<void> => {
    const isAnnounced = dice.chance(0.5);
    faults.count(isAnnounced ? 'server restored, announced' : 'server restored, unannounced');
    const isFileLost = deskDice.chance(0.3);
    if (isFileLost) faults.count('the decisions file lost with the database');
    await server.restore(which, { isAnnounced, isFileLost });
    await noteDestroyed(world);
    if (isFileLost) await forgetLostDecisions(world);
    if (dice.chance(0.2)) return;
    faults.count('list taken again in another order after a restore');
    if (dice.chance(0.5)) await loop.sleep(dice.fraction() * 300);
    if (server.isUp() && !world.isHealing) await takeList(world, dice, 9);
  };
  const restore = async (): Promise<void> => {
    if (server.backUps() === 0) return;
    const which = dice.chance(0.8) ? server.backUps() - 1 : dice.below(server.backUps());
    await putBack(which);
    if (dice.chance(0.7)) return;
    await loop.sleep(dice.fraction() * 600);
    if (world.isHealing) return;
    faults.count('the same back-up restored a second time');
    await putBack(which);
  };
  const goBack = async (tablet: SimulatedTablet, commits: number): Promise<void> => {
    tablet.goBack(commits);
    if (dice.chance(0.5)) killAtNextAnswer(tablet);
    await noteDestroyed(world);
  };

  const mishaps: readonly (readonly [weight: number, step: Step])[] = [
    [
      8,
      async (tablet) => {
        faults.count('an offline span', tablet.name);
        tablet.network.isOnline = false;
        await loop.sleep(dice.fraction() * 1_500);
        tablet.network.isOnline = true;
      },
    ],
    [6, async (tablet) => killSoon(tablet)],
    [
      4,
      async (tablet) => {
        if (dice.chance(0.6)) return killAtNextAnswer(tablet);
        tablet.network.onAnswer = () => {
          tablet.network.onAnswer = () => undefined;
          faults.count('a record written while an answer is taken', tablet.name);
          void guarded(world, work(tablet));
        };
      },
    ],
    [
      5,
      async (tablet) => {
        const tab = tablet.tabs[0] ?? (await tablet.openTab());
        if (!tab.isUnlocked()) return;
        faults.count('locked, unlocked as somebody else', tablet.name);
        await tab.lock();
        await loop.sleep(dice.fraction() * 200);
        if (tab.isAlive() && !world.isHealing) await tab.unlock();
      },
    ],
    [
      4,
      async (tablet) => {
        if (tablet.tabs.length > 2) return;
        faults.count('two tabs at work at once', tablet.name);
        await tablet.openTab();
        await Promise.race([Promise.all(tablet.tabs.map((tab) => tab.unlock())), loop.sleep(5)]);
        await Promise.all([work(tablet), work(tablet), work(tablet)]);
      },
    ],
    [
      4,
      async (tablet) => {
        faults.count('power loss: the last commits vanish', tablet.name);
        await goBack(tablet, 1 + dice.below(8));
      },
    ],
    [
      2,
      async (tablet) => {
        faults.count('rolled back far, then new doses', tablet.name);
        await goBack(tablet, 10 + dice.below(40));
        await work(tablet);
      },
    ],
    [
      2,
      async (tablet) => {
        if (world.tablets.length > 5) return;
        faults.count('profile copied to a second machine', tablet.name);
        tablet.killTabs();
        const copy = tablet.copy(`${tablet.name}'`);
        copy.network.faultShare = tablet.network.faultShare;
        world.tablets.push(copy);
        if (dice.chance(0.5)) killAtNextAnswer(dice.oneOf([tablet, copy]));
        await Promise.all([work(tablet), work(copy)]);
      },
    ],
    [
      3,
      async () => {
        faults.count('server dies between commit and answer');
        server.crashNext = 'dies-after-commit';
      },
    ],
    [
      2,
      async () => {
        faults.count('server dies before its commit');
        server.crashNext = 'dies-before-commit';
      },
    ],
    [
      2,
      async () => {
        faults.count('a commit of the server fails');
        server.crashNext = 'commit-fails';
      },
    ],
    [
      4,
      async () => {
        if (server.isUp()) server.backUp();
      },
    ],
    [3, restore],
    [
      2,
      async () => {
        if (!server.isUp()) return;
        await takeList(world, dice, 7);
      },
    ],
    [
      1,
      async (tablet) => {
        if (!server.isUp() || tablet.isRevoked) return;
        faults.count('tablet moved to another centre', tablet.name);
        const tab = await tabOf(tablet);
        // Nobody hands out a tablet whose disk refuses.
        tablet.disk.faults = [];
        await tab.move(tablet.centreId === centres[0] ? centres[1] : centres[0]);
        for (const other of tablet.tabs.filter((one) => one !== tab)) other.kill();
      },
    ],
    [
      1,
      async (tablet) => {
        if (!server.isUp()) return;
        faults.count('tablet revoked', tablet.name);
        await revoke(world, tablet);
        for (const other of world.tablets)
          if (other.device === tablet.device) other.isRevoked = true;
      },
    ],
    [
      2,
      async (tablet) => {
        faults.count('wall clock at 1970, 2099 or a day off', tablet.name);
        tablet.clockOffset = dice.oneOf([-1_789_960_200, 2_300_000_000, 86_400, -86_400, 0]);
      },
    ],
    [
      2,
      async (tablet) => {
        const rows = tablet.disk.read<RowRecord>('rows');
        if (rows.length === 0) return;
        faults.count('a hash of the chain damaged on the disk', tablet.name);
        const { log, seq } = dice.oneOf(rows);
        const hash = dice.bytes(32);
        tablet.isDamaged = true;
        tablet.disk.damage<RowRecord>('rows', (row) =>
          row.log === log && row.seq === seq ? { ...row, hash } : null,
        );
      },
    ],
    [
      3,
      async (tablet) => {
        faults.count('the tablet’s disk refuses commits', tablet.name);
        for (let i = dice.below(3); i >= 0; i--)
          tablet.disk.faults.push(dice.chance(0.5) ? 'QuotaExceededError' : 'UnknownError');
      },
    ],
  ];
  const total = mishaps.reduce((sum, [weight]) => sum + weight, 0);
  const mishap = (): Step => {
    let at = dice.below(total);
    return mishaps.find(([weight]) => (at -= weight) < 0)![1];
  };
  return {
    next: () => {
      if (world.isHealing) return;
      const tablet = dice.oneOf(world.tablets);
      void guarded(world, dice.chance(0.55) ? work(tablet) : mishap()(tablet));
    },
    decide: () => {
      if (!world.isHealing) void guarded(world, decideOnADose(world, deskDice));
    },
  };
}

/** A step may end with its tab; anything else that breaks is a fault of the run. */
async function guarded(world: World, step: Promise<void>): Promise<void> {
  try {
    await step;
  } catch (error) {
    const { name, message, stack } = error as Error;
    const isOfDeadTab = /InvalidState|DatabaseClosed|Quota|Unknown|Abort/.test(name);
    if (isOfDeadTab || message.includes('the tab is gone')) return;
    world.wrongs.push({ kind: 'broken', what: stack ?? message });
  }
}
