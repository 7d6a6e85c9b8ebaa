// Tests what stands where a screen will be whose code is still on its way, or did not come.

import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { whenNeeded } from '../device/when-needed.ts';
import { Later } from './later.tsx';

afterEach(() => cleanup());

const screens = { List: () => <h1>The list</h1> };
type Screens = typeof screens;

/** A part whose fetches a test answers one by one. */
function createPart() {
  const fetches: { come: () => void; fail: () => void }[] = [];
  const part = whenNeeded<Screens>(
    () =>
      new Promise((resolve, reject) => {
        fetches.push({
          come: () => resolve(screens),
          fail: () => reject(new TypeError('Failed to fetch dynamically imported module')),
        });
      }),
  );
  return { part, fetches };
}

function show(part: ReturnType<typeof createPart>['part']) {
  return render(<Later part={part} show={({ List }) => <List />} />);
}

describe('a screen whose code comes later', () => {
  it('is no blank until it is there, and then stands at once wherever it is shown', async () => {
    const { part, fetches } = createPart();
    const first = show(part);
    expect(screen.getByText('Opening the register …')).toBeTruthy();
    await waitFor(() => expect(fetches.length).toBe(1));
    fetches[0]!.come();
    expect(await screen.findByRole('heading', { name: 'The list' })).toBeTruthy();
    first.unmount();
    show(part);
    expect(screen.getByRole('heading', { name: 'The list' })).toBeTruthy();
    expect(fetches.length).toBe(1);
  });

  it('that cannot be fetched says so, that records are safe, and is tried again by a tap', async () => {
    const { part, fetches } = createPart();
    show(part);
    await waitFor(() => expect(fetches.length).toBe(1));
    fetches[0]!.fail();
    expect((await screen.findByRole('alert')).textContent).toContain('Every saved record is safe');
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(fetches.length).toBe(2));
    fetches[1]!.come();
    expect(await screen.findByRole('heading', { name: 'The list' })).toBeTruthy();
  });

  it('is tried again by itself when the network comes back, as often as it takes', async () => {
    const { part, fetches } = createPart();
    show(part);
    await waitFor(() => expect(fetches.length).toBe(1));
    fetches[0]!.fail();
    await screen.findByRole('alert');
    dispatchEvent(new Event('online'));
    await waitFor(() => expect(fetches.length).toBe(2));
    fetches[1]!.fail();
    await screen.findByRole('alert');
    dispatchEvent(new Event('online'));
    await waitFor(() => expect(fetches.length).toBe(3));
    fetches[2]!.come();
    expect(await screen.findByRole('heading', { name: 'The list' })).toBeTruthy();
  });
});
