import { signal } from '@preact/signals';
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeAll, expect, it } from 'vitest';
import { App } from '../app.tsx';
import { fetchTheRest } from '../device/when-needed.ts';
import { createFakeServices } from '../testing/fake-services.ts';
import { createFakeTablet } from '../testing/fake-tablet.ts';

// A moment after the first screen everything is there, on a tablet as here.
beforeAll(fetchTheRest);
afterEach(() => {
  cleanup();
});

it('offers a new version by a line that waits, and takes it when a person says so', async () => {
  const isReady = signal(false);
  let taken = 0;
  const services = {
    ...createFakeServices(createFakeTablet()),
    update: { isReady, apply: () => void (taken += 1) },
  };
  history.replaceState(null, '', '/');
  render(<App services={services} linkedCode={null} address="https://localhost" />);
  expect(screen.queryByRole('button', { name: 'Update now' })).toBeNull();
  isReady.value = true;
  const button = await screen.findByRole('button', { name: 'Update now' });
  expect(taken).toBe(0);
  fireEvent.click(button);
  expect(taken).toBe(1);
});
