// Tests the room on real tablets in a real browser: the board while locked, what rests in clear, and who is sent first.

import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AefiBody } from '../../schemas/fold/case.ts';
import { createCarryScene, dosesOn, type CarryScene } from '../testing/carry-steps.ts';
import { openJournalDatabase } from '../journal/database.ts';

const scenes: CarryScene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.stopAll();
});

async function scene(people = 24): Promise<CarryScene> {
  const made = await createCarryScene(people);
  scenes.push(made);
  return made;
}

const serious = (doseEvent: AefiBody['doseEvent'], onsetAt: number): AefiBody => ({
  severity: 'serious',
  doseEvent,
  onsetAt,
  onsetPrecision: 'minute',
  symptoms: ['breathless'],
  actions: ['adrenaline'],
  referredTo: 'rural-hospital',
  outcome: 'in-hospital',
  source: 'seen-by-staff',
});

describe('the room on a tablet', () => {
  it('shows the board while locked, and lets a person go once it is unlocked', async () => {
    const { tablet, dose } = await scene(3);
    await dose(0, 3);
    await vi.waitFor(() => expect(tablet.room.board.value).toHaveLength(3));
    const atWork = tablet.room.board.value;
    await tablet.lock();
    await vi.waitFor(() => expect(tablet.stage.value.stage).toBe('locked'));
    expect(tablet.room.board.value).toEqual(atWork);
    expect(await tablet.unlock('st-1', '482917')).toBe('unlocked');
    const person = tablet.people.value.find((each) => each.folded.doses.length > 0)!;
    const given = person.folded.doses[0]!;
    const ended = await tablet.room.endObservation(person, given.ref, 'own-wish');
    expect(ended.outcome).toBe('saved');
    await vi.waitFor(() => expect(tablet.room.board.value).toHaveLength(2));
  });

  it('keeps token, initials and times in clear, and nothing else of a person', async () => {
    const { tablet, dose, name } = await scene(3);
    await dose(0, 1);
    await vi.waitFor(() => expect(tablet.room.board.value).toHaveLength(1));
    const person = tablet.people.value.find((each) => each.folded.doses.length > 0)!;
    const database = openJournalDatabase(name);
    const stored = await vi.waitFor(async () => {
      const setting = await database.settings.get('observation-board');
      expect(setting?.value).toHaveLength(1);
      return setting!.value as Record<string, unknown>[];
    });
    expect(Object.keys(stored[0]!).sort()).toEqual(['givenAt', 'initials', 'token', 'until']);
    expect(JSON.stringify(stored)).not.toContain(person.name);
    expect(JSON.stringify(stored)).not.toContain(person.referenceId);
    database.close();
  });

  it('opens and closes the session, counts stock, and opens it again', async () => {
    const { tablet } = await scene(2);
    const body = { ready: ['pack'], notReady: ['stock'] };
    expect(await tablet.room.openVaccinationSession('vs-1', body)).toMatchObject({
      outcome: 'saved',
    });
    const stateOf = () => tablet.room.vaccinationSessions.value.get('vs-1');
    await vi.waitFor(() => expect(stateOf()?.phase).toBe('open'));
    const closed = await tablet.room.closeVaccinationSession('vs-1', {
      doses: [],
      vaccineBatches: [],
      countedLogs: [],
      stillObserved: 0,
      notSeen: 2,
      unsent: 2,
    });
    if (closed.outcome !== 'saved') throw new Error(closed.outcome);
    await vi.waitFor(() => expect(stateOf()?.phase).toBe('closed'));
    await tablet.room.openVaccinationSession('vs-1', { ...body, reopens: [closed.ref] });
    await vi.waitFor(() => expect(stateOf()?.phase).toBe('open'));
    expect(stateOf()?.closed).toHaveLength(1);
  });

  it('sends a serious reaction before a day of doses that waits, alone and small', async () => {
    const { tablet, server, dose, name } = await scene();
    await dose(0, 20);
    await vi.waitFor(() => expect(tablet.room.board.value.length).toBeGreaterThan(19));
    const person = tablet.people.value.find((each) => each.folded.doses.length > 0)!;
    const given = person.folded.doses[0]!;
    const saved = await tablet.room.reportAefi(person, serious(given.ref, tablet.now.value));
    if (saved.outcome !== 'saved') throw new Error(saved.outcome);
    await vi.waitFor(async () => {
      const database = openJournalDatabase(name);
      const noted = await database.settings.get('urgent-rows').finally(() => database.close());
      expect(noted?.value).toEqual([{ log: saved.ref.log, seq: saved.ref.seq }]);
    });
    // An exchange that was under way when the report was written knows nothing of it: two more have failed.
    const posts = vi.spyOn(server.transport, 'post');
    tablet.exchangeNow();
    await vi.waitFor(() => expect(posts.mock.calls.length).toBeGreaterThan(2), 5_000);
    const before = server.requests.length;
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(dosesOn(server)).toHaveLength(20), 8_000);
    const [first] = server.requests.slice(before);
    expect([first!.bodies.length, first!.rows.map((row) => row.seq)]).toEqual([0, [saved.ref.seq]]);
    const kinds = [...server.logs.values()].flat().map((row) => row.event.kind);
    expect(kinds.filter((kind) => kind === 'aefi-reported')).toHaveLength(1);
  });
});
