// Owns that a reaction reaches the desk's screen with the worst first, can be read out, and that one heard of by phone is reported.

import { fireEvent, render, within } from '@testing-library/preact';
import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { ChosenDay } from '../chosen-day.ts';
import { createFakeDesk } from '../testing/fake-desk-client.ts';
import { createAefiModel } from './aefi-model.ts';
import { AefiPage } from './aefi-page.tsx';
import { emptyDraft, findDraftFaults } from './aefi-draft.ts';

const today = '2021-05-21';

function open(mayReport = true) {
  const desk = createFakeDesk();
  const chosenDay = {
    day: signal(today),
    today: signal(today),
    choose: () => undefined,
  } as unknown as ChosenDay;
  const { client } = desk;
  const model = createAefiModel({ client, chosenDay, watch: (answer) => answer, mayReport });
  const shown = render(<AefiPage model={model} />);
  return { desk, model, page: within(shown.container as HTMLElement), shown };
}

describe('reactions at the desk', () => {
  it('stand with the serious one first, and its text can be read out', async () => {
    const { page } = open();
    await page.findByText('Serious');
    const grades = page.getAllByText(/^(Serious|Minor)$/).map((each) => each.textContent);
    expect(grades).toEqual(['Serious', 'Minor']);
    fireEvent.click(page.getAllByText('Open the report')[0]!);
    const text = await page.findByText(/Serious reaction after a dose/);
    expect(text.textContent).toContain('Trouble breathing, Swollen face, lips or tongue');
    expect(text.textContent).toContain('batch 4120Z025, vial A3');
    expect(text.textContent).toContain('63 years');
  });

  it('are reported about somebody with a dose, and not while anything is missing', async () => {
    const { desk, model, page } = open();
    await page.findByText('Serious');
    model.choosePerson({ centreId: 101, caseKey: 'a12-4711', name: 'Sunita' });
    fireEvent.click(await page.findByText('Report'));
    await page.findByText('Choose what is seen');
    expect(desk.calls.map(([name]) => name)).not.toContain('reportAefi');
    model.change({ symptoms: ['fever'], severity: 'minor', onsetDay: '2021-05-20' });
    await model.send();
    expect(desk.calls.find(([name]) => name === 'reportAefi')?.[1]).toMatchObject({
      caseKey: 'a12-4711',
      severity: 'minor',
      otherSymptoms: null,
      referredTo: null,
    });
    expect(model.sent.value).toBe('done');
    expect(model.about.value).toBeNull();
  });

  it('keep what was filled in while the server does not answer', async () => {
    const { desk, model } = open();
    model.choosePerson({ centreId: 101, caseKey: 'a12-4711', name: 'Sunita' });
    model.change({ symptoms: ['fever'], severity: 'minor', onsetDay: '2021-05-20' });
    desk.fault = { outcome: 'offline' };
    await model.send();
    expect(model.draft.value.severity).toBe('minor');
    expect(model.fault.value).toEqual({ outcome: 'offline' });
  });

  it('are only read by whoever stands at the table', async () => {
    const { page } = open(false);
    await page.findByText('Serious');
    expect(page.queryByText('Report a reaction you heard of')).toBeNull();
  });

  it('began on a real day that is not ahead, and own words are words', () => {
    const draft = { ...emptyDraft, severity: 'minor', symptoms: ['other'] } as const;
    expect(
      findDraftFaults({ ...draft, onsetDay: '2021-05-22', otherSymptoms: ' ' }, today),
    ).toEqual(['otherSymptoms', 'onsetDay']);
    expect(findDraftFaults({ ...draft, onsetDay: '2021-02-30' }, today)).toContain('onsetDay');
    expect(findDraftFaults({ ...draft, onsetDay: today, otherSymptoms: 'Weak' }, today)).toEqual(
      [],
    );
  });
});
