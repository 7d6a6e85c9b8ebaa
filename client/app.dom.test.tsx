// Tests the shell and the main flow as a person at the table meets them.

import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from './app.tsx';
import { fetchTheRest } from './device/when-needed.ts';
import { createFakeServices } from './testing/fake-services.ts';
import {
  createFakeTablet,
  destroyAllPins,
  fakeDay,
  type FakeTablet,
} from './testing/fake-tablet.ts';

const vial = {
  vaccinationSession: 'vs-demo',
  name: 'A1',
  product: 'COVISHIELD',
  vaccineBatch: '4121Z025',
  expiry: null,
  dosesNominal: 10,
};

function open(tablet: FakeTablet, path = '/'): void {
  history.replaceState(null, '', path);
  render(
    <App services={createFakeServices(tablet)} linkedCode={null} address="http://10.0.0.5:8787" />,
  );
}

async function press(name: string | RegExp): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name }));
}

// A moment after the first screen everything is there, on a tablet as here.
beforeAll(fetchTheRest);
beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => {
  cleanup();
});

describe('the shell', () => {
  it('says that plain http does not do, and names the three ways', () => {
    const tablet = createFakeTablet();
    tablet.stage.value = { stage: 'unsupported', missing: 'secure-context' };
    open(tablet);
    expect(screen.getByText(/plain http/)).toBeTruthy();
    expect(screen.getByText(/begins with https/)).toBeTruthy();
    expect(
      screen.getByText('http://localhost:8787', { exact: false, selector: 'li:nth-child(2)' }),
    ).toBeTruthy();
    expect(screen.getByText('adb reverse tcp:8787 tcp:8787')).toBeTruthy();
  });

  it('shows the centre, the day, the demo mark and the network as a fact', async () => {
    const tablet = createFakeTablet();
    await tablet.openVial(vial);
    open(tablet);
    expect(screen.getByTestId('centre-name').textContent).toBe('PHC Khalapur');
    expect(screen.getByText('Friday, 21 May 2021')).toBeTruthy();
    expect(screen.getByText(/made-up people/)).toBeTruthy();
    expect(screen.getByText('1 record saved on this tablet')).toBeTruthy();
  });

  it('speaks Marathi and Hindi at once when asked to', async () => {
    open(createFakeTablet());
    await press('मराठी');
    expect(await screen.findByText('नेटवर्क नाही')).toBeTruthy();
    await press('हिंदी');
    expect(await screen.findByText('नेटवर्क नहीं')).toBeTruthy();
    await press('English');
  });

  it('asks for the day when the clock cannot be right', () => {
    const tablet = createFakeTablet();
    tablet.clockQuestion.value = { listDay: '2021-05-21', clockDay: '1970-01-01' };
    open(tablet);
    expect(screen.getByRole('heading', { name: 'Which day is this list for?' })).toBeTruthy();
  });

  it('keeps the address through lock and unlock', async () => {
    const tablet = createFakeTablet();
    open(tablet, '/vials');
    await tablet.lock();
    expect(await screen.findByRole('heading', { name: 'Who is at the tablet?' })).toBeTruthy();
    tablet.stage.value = { stage: 'unlocked', staff: fakeDay.staff[0]! };
    expect(await screen.findByRole('heading', { name: 'Vials' })).toBeTruthy();
  });
});

describe('a tablet on which every PIN was destroyed', () => {
  it.each([
    [
      'English',
      'Set up with a new code',
      'Enrolment code',
      'Set up tablet',
      /Saved doses are safe/,
    ],
    ['हिंदी', 'नए कोड से तैयार करें', 'नामांकन', 'टैबलेट तैयार करें', /सहेजी गई डोज़ सुरक्षित/],
    ['मराठी', 'नव्या कोडने तयार करा', 'नोंदणी', 'टॅब्लेट तयार करा', /जतन केलेले डोस सुरक्षित/],
  ])('is set up again from the lock screen, in %s', async (language, again, code, submit, safe) => {
    const tablet = createFakeTablet();
    await destroyAllPins(tablet);
    open(tablet);
    await press(language);
    expect(await screen.findByText(safe)).toBeTruthy();
    await press(again);
    const field = await screen.findByLabelText<HTMLInputElement>(new RegExp(code));
    fireEvent.input(field, { target: { value: 'ABC-DEFGH' } });
    await press(submit);
    await waitFor(() => expect(tablet.stage.value.stage).toBe('needs-first-pin'));
    await press('English');
    expect(await screen.findByRole('heading', { name: 'Who is at the tablet?' })).toBeTruthy();
  });

  it('shows no such way while one person still has a PIN, and goes back from the code when asked', async () => {
    const tablet = createFakeTablet();
    await tablet.lock();
    open(tablet);
    expect(screen.queryByRole('button', { name: 'Set up with a new code' })).toBeNull();
    await destroyAllPins(tablet);
    await press('Set up with a new code');
    await press('Back to the lock screen');
    expect(
      await screen.findByRole('heading', { name: 'No PIN opens this tablet any more' }),
    ).toBeTruthy();
  });
});

describe('a person at the table', () => {
  it('is checked, proves presence, is dosed, and the screen says saved', async () => {
    const tablet = createFakeTablet();
    await tablet.openVial(vial);
    open(tablet, `/person/${tablet.people.value[1]!.key}`);
    await press('ID matches · nothing to report');
    for (const digit of '0002') await press(digit);
    await press('Check code');
    expect(await screen.findByText('Code matches · will be confirmed when sent')).toBeTruthy();
    await press('Save dose');
    expect(await screen.findByText('Saved on this tablet')).toBeTruthy();
    expect(screen.getByText('sit here until 11:00')).toBeTruthy();
    expect(screen.getByText('from 13 Aug 2021')).toBeTruthy();
  });

  it('keeps typed digits when the network flips', async () => {
    const tablet = createFakeTablet();
    const person = tablet.people.value[1]!;
    await tablet.checkIn(person, {
      idType: 'pan',
      idSeen: 'matches',
      screening: 'clear',
      noticeLanguage: 'mr',
    });
    open(tablet, `/person/${person.key}`);
    await press('4');
    tablet.connection.value = { state: 'online', lastExchangeAt: 1, unsent: 0 };
    const field = await screen.findByLabelText<HTMLInputElement>('Security code, 4 digits');
    await waitFor(() => expect(field.value).toBe('4'));
  });

  it('reads Devanagari digits in the code field', async () => {
    const tablet = createFakeTablet();
    const person = tablet.people.value[1]!;
    await tablet.checkIn(person, {
      idType: 'pan',
      idSeen: 'matches',
      screening: 'clear',
      noticeLanguage: 'mr',
    });
    open(tablet, `/person/${person.key}`);
    const field = await screen.findByLabelText<HTMLInputElement>('Security code, 4 digits');
    fireEvent.input(field, { target: { value: '०००२' } });
    expect(field.value).toBe('0002');
  });

  it('is told in large letters when the dose was NOT saved', async () => {
    const tablet = createFakeTablet();
    const person = tablet.people.value[1]!;
    await tablet.openVial(vial);
    await tablet.checkIn(person, {
      idType: 'pan',
      idSeen: 'matches',
      screening: 'clear',
      noticeLanguage: 'mr',
    });
    await tablet.recordCodeTry(person, 2, true);
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    open(tablet, `/person/${person.key}`);
    await press('Save dose');
    expect((await screen.findByRole('alert')).textContent).toContain('NOT saved');
  });

  it('opens with name, age, year of birth, gender, dose, vaccine and slot in large letters', () => {
    const tablet = createFakeTablet();
    const person = { ...tablet.people.value[1]!, birthYear: 1960, gender: 'Female' as const };
    tablet.people.value = [person];
    open(tablet, `/person/${person.key}`);
    const heading = screen.getByRole('heading', { level: 1, name: person.name });
    const words = heading.closest('header')?.textContent ?? '';
    for (const fact of ['61', '1960', 'Female', `Dose ${person.doseNumber}`])
      expect(words).toContain(fact);
    expect(words).toMatch(/covishield/i);
    expect(words).toContain(person.slot!.replace('-', ' – '));
  });

  it('shows markup in a name as text', () => {
    const tablet = createFakeTablet();
    const person = { ...tablet.people.value[0]!, name: '<img src=x onerror=alert(1)>' };
    tablet.people.value = [person];
    open(tablet, `/person/${person.key}`);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe(
      '<img src=x onerror=alert(1)>',
    );
    expect(document.querySelector('img')).toBeNull();
  });
});
