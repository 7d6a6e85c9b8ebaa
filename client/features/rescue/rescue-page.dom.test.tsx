// Tests the rescue page as somebody meets it who has no PIN, and somebody whose tablet has a fault.

import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { App } from '../../app.tsx';
import { fetchTheRest } from '../../device/when-needed.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { createFakeTablet, fakeDay, type FakeTablet } from '../../testing/fake-tablet.ts';

// A moment after the first screen everything is there, on a tablet as here.
beforeAll(fetchTheRest);
afterEach(cleanup);

function open(tablet: FakeTablet, path = '/'): void {
  history.replaceState(null, '', path);
  render(<App services={createFakeServices(tablet)} linkedCode={null} address="http://x" />);
}

const press = async (role: 'link' | 'button', name: string | RegExp): Promise<void> =>
  void fireEvent.click(await screen.findByRole(role, { name }));

function withFault(tablet: FakeTablet): FakeTablet {
  tablet.selfCheck.value = {
    outcome: 'checked',
    at: 1,
    records: 9,
    isPersisted: true,
    freeBytes: 1,
    faults: [
      {
        notebook: 'X2K8',
        fault: 'rows-missing',
        from: 3,
        to: 4,
        isWithDistrict: false,
        needsPerson: true,
      },
    ],
  };
  return tablet;
}

describe('what is still on the tablet', () => {
  it('can be seen on the lock screen without a PIN, in numbers and without a name', async () => {
    const tablet = createFakeTablet();
    await tablet.lock();
    open(tablet);
    await press('link', 'What is still on this tablet?');
    await screen.findByRole('heading', { name: 'What is still on this tablet, and why' });
    expect(screen.getByText('34', { selector: 'strong' })).toBeTruthy();
    expect(screen.getByText(/No network. They go by themselves/)).toBeTruthy();
    for (const { name } of [...tablet.people.value, ...fakeDay.staff])
      expect(document.body.textContent).not.toContain(name);
    await press('link', 'Back to the lock screen');
    await screen.findByText('Who is at the tablet?');
  });

  it('is reached from the page of the tablet, and looked at again on a press', async () => {
    const tablet = createFakeTablet();
    open(tablet, '/status');
    await press('link', 'What is still here, and why');
    await press('button', 'Check again');
    expect(tablet.calls).toContain('checkAgain');
    await press('link', 'Back to the tablet’s page');
    await screen.findByRole('heading', { name: 'This tablet' });
  });

  it('is offered wherever a person stands when the storage has a fault, with what to do', async () => {
    const tablet = withFault(createFakeTablet());
    open(tablet);
    await screen.findByText('The storage of this tablet has a fault');
    await press('link', 'What is still on this tablet?');
    expect(await screen.findByText('Notebook X2K8, records 3 to 4')).toBeTruthy();
    const steps = screen.getAllByRole('listitem').map((item) => item.textContent);
    expect(steps).toContain('Do not clear the browser’s data, and do not remove this app.');
  });

  it('is still told when the key of the tablet is gone and it has to be set up again', async () => {
    const tablet = createFakeTablet();
    tablet.day.value = null;
    tablet.stage.value = { stage: 'not-enrolled', isEmptied: false };
    open(tablet);
    expect(screen.queryByRole('link', { name: 'What is still on this tablet?' })).toBeNull();
    tablet.connection.value = { ...tablet.connection.value, unsent: 3 };
    await press('link', 'What is still on this tablet?');
    await screen.findByRole('link', { name: 'Back to setting up' });
  });
});
