import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { PackView } from './pack-view.tsx';

afterEach(() => {
  cleanup();
});

it('says while the list comes down how much is here and how long the rest will take', () => {
  const progress = { receivedBytes: 4 * 1024, totalBytes: 18 * 1024, secondsLeft: 12 };
  render(<PackView progress={progress} isOffline={false} onAgain={() => undefined} />);
  expect(screen.getByText(/\b4\b.*\b18\b.*\b12\b/)).toBeTruthy();
  const bar = screen.getByRole<HTMLProgressElement>('progressbar');
  expect([bar.value, bar.max]).toEqual([4 * 1024, 18 * 1024]);
});
