import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../../app.tsx';
import { fetchTheRest } from '../../device/when-needed.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { createFakeTablet, fakeDay, type FakeTablet } from '../../testing/fake-tablet.ts';

// A moment after the first screen everything is there, on a tablet as here.
beforeAll(fetchTheRest);
afterEach(cleanup);

function show(tablet: FakeTablet, path: string): void {
  history.replaceState(null, '', path);
  render(
    <App services={createFakeServices(tablet)} linkedCode={null} address="https://localhost" />,
  );
}

const stages: Readonly<Record<string, (tablet: FakeTablet) => void>> = {
  'the list': () => undefined,
  'the lock screen': (tablet) => void tablet.lock(),
  'a tablet that is set up for nothing': (tablet) => {
    tablet.day.value = null;
    tablet.stage.value = { stage: 'not-enrolled', isEmptied: false };
  },
  'the first PIN': (tablet) => {
    tablet.day.value = null;
    tablet.stage.value = { stage: 'needs-first-pin', staff: fakeDay.staff };
  },
  'the question about the day': (tablet) => {
    tablet.clockQuestion.value = { listDay: '2021-05-21', clockDay: '1970-01-01' };
  },
};

describe('the emergency card', () => {
  it.each(Object.keys(stages))('is one tap away from %s, and leads back', async (stage) => {
    const tablet = createFakeTablet(3);
    stages[stage]!(tablet);
    show(tablet, '/');
    fireEvent.click(screen.getByRole('link', { name: 'Emergency card' }));
    expect(await screen.findByRole('heading', { name: 'Severe allergic reaction' })).toBeTruthy();
    expect(screen.getByText(/0\.5 ml/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Call 108' }).getAttribute('href')).toBe('tel:108');
    expect(screen.getByText(/28 December 2020/)).toBeTruthy();
  });

  it.each(['/board', '/walk-in', '/vials', '/status', '/session', '/aefi', '/paper', '/print'])(
    'is one tap away from %s',
    (path) => {
      show(createFakeTablet(3), path);
      expect(screen.getAllByRole('link', { name: 'Emergency card' })).toHaveLength(1);
    },
  );
});

describe('the observation board while locked', () => {
  it('shows tokens and initials, and the name of nobody', async () => {
    const tablet = createFakeTablet(3);
    await tablet.openVial({
      vaccinationSession: 'vs-demo',
      name: 'A1',
      product: 'COVISHIELD',
      vaccineBatch: 'B1',
      expiry: null,
      dosesNominal: 10,
    });
    const [person, vial] = [tablet.people.value[0]!, tablet.vials.value[0]!];
    await tablet.recordDose({ person, vial, doseNumber: 1, code: null });
    await tablet.lock();
    show(tablet, '/board');
    expect(screen.getByText(/^[A-Z]\d{3}$/)).toBeTruthy();
    expect(document.body.textContent).not.toContain(person.name);
    expect(screen.queryByRole('button', { name: /Leaves early/ })).toBeNull();
  });
});
