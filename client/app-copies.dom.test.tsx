// Tests how copies are met on the screens: when they are offered, who may carry them, what a receipt shows.

import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { App } from './app.tsx';
import { fetchTheRest } from './device/when-needed.ts';
import { createFakeServices } from './testing/fake-services.ts';
import { fakeNow } from './testing/fake-now.ts';
import { createFakeTablet, type FakeTablet } from './testing/fake-tablet.ts';

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
  render(<App services={createFakeServices(tablet)} linkedCode={null} address="x" />);
}

async function press(name: string | RegExp): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name }));
}

async function dosed(count: number): Promise<FakeTablet> {
  const tablet = createFakeTablet();
  await tablet.openVial(vial);
  for (const person of tablet.people.value.slice(0, count))
    await tablet.recordDose({ person, vial: tablet.vials.value[0]!, doseNumber: 1, code: null });
  tablet.carry.uncopied.value = count;
  return tablet;
}

const offer = () => screen.queryByRole('link', { name: /Make a copy/ });

// A moment after the first screen everything is there, on a tablet as here.
beforeAll(fetchTheRest);
beforeEach(() => {
  Element.prototype.scrollIntoView = () => undefined;
});
afterEach(() => cleanup());

describe('a copy is offered on the list', () => {
  it('with the twentieth dose that is on this tablet alone, and no longer once they are in a copy or sent', async () => {
    const tablet = await dosed(19);
    open(tablet);
    expect(offer()).toBeNull();
    const person = tablet.people.value[19]!;
    await tablet.recordDose({ person, vial: tablet.vials.value[0]!, doseNumber: 1, code: null });
    await waitFor(() =>
      expect(offer()?.textContent).toContain('20 doses are on this tablet alone'),
    );
    const last = tablet.people.value[19]!.dosePlaces[0]!.ref;
    tablet.carry.copiedUpTo.value = new Map([[last.log, last.seq - 1]]);
    await waitFor(() => expect(offer()).toBeNull());
  });

  it('when the day is over with one record left, and on the lock screen; on no other screen', async () => {
    const tablet = await dosed(1);
    tablet.now.value = fakeNow + 8 * 3_600;
    open(tablet);
    expect(offer()?.getAttribute('href')).toBe('/carry');
    cleanup();
    open(tablet, '/vials');
    expect(offer()).toBeNull();
    await tablet.lock();
    await waitFor(() => expect(offer()?.textContent).toContain('1 record is on this tablet alone'));
  });
});

describe('the page of copies', () => {
  it('opens on a phone that was never set up, where there is nothing to copy but something to carry', async () => {
    const tablet = createFakeTablet();
    tablet.day.value = null;
    tablet.stage.value = { stage: 'not-enrolled', isEmptied: false };
    tablet.carry.carriedCount.value = 1;
    open(tablet);
    fireEvent.click(await screen.findByRole('link', { name: /Carry another tablet/ }));
    expect(await screen.findByText('Carried for another tablet: 1')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Show QR codes' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Choose the file' })).toBeTruthy();
  });

  it('shows the codes of a locked tablet, and asks whether they have arrived only after all were shown', async () => {
    const tablet = createFakeTablet();
    tablet.carry.answers.frameCount = 2;
    await tablet.lock();
    open(tablet, '/carry');
    await press('Show QR codes');
    await screen.findByRole('heading', { name: '1 of 2' });
    const arrived = screen.getByRole('button', { name: 'The other device has it' });
    fireEvent.click(arrived);
    expect(tablet.carry.calls).not.toContain('handedOver');
    await press('Next code');
    await screen.findByRole('heading', { name: '2 of 2' });
    await press('The other device has it');
    expect(await screen.findByText('The copy is on another device')).toBeTruthy();
    expect(tablet.carry.calls).toContain('handedOver');
  });
});

describe('a receipt', () => {
  it('is a code and a number, or a number alone; and no certificate', async () => {
    const tablet = await dosed(1);
    open(tablet, `/person/${tablet.people.value[0]!.key}`);
    await press('Receipt');
    const code = await screen.findByRole('img', { name: 'QR code of this dose' });
    expect(code.getAttribute('data-text')).toBe(tablet.carry.answers.receipt.frame);
    expect(screen.getByText('4F7K-57')).toBeTruthy();
    expect(screen.getByText('It is no certificate.')).toBeTruthy();
    await press('Close the receipt');
    tablet.carry.answers.receipt = { frame: null, number: 'ABCD-9' };
    await press('Receipt');
    expect(await screen.findByText('ABCD-9')).toBeTruthy();
    expect(screen.queryByRole('img', { name: 'QR code of this dose' })).toBeNull();
  });
});
