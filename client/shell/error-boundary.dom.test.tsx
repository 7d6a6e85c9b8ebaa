import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKeptModels } from '../services.tsx';
import { ErrorBoundary } from './error-boundary.tsx';

afterEach(cleanup);

describe('a screen that breaks', () => {
  it('says what was kept, and shows the screen again when asked', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    let isBroken = true;
    const Screen = () => {
      if (isBroken) throw new Error('broken on purpose');
      return <p>the list</p>;
    };
    const kept = createKeptModels();
    kept.get('walk-in', () => ({ unsaved: () => ({ key: 'broken.walkInForm' }) as const }));
    render(
      <ErrorBoundary kept={kept}>
        <Screen />
      </ErrorBoundary>,
    );
    expect(screen.getByRole('alert').textContent).toContain('The walk-in form');
    isBroken = false;
    fireEvent.click(screen.getByRole('button', { name: 'Show the screen again' }));
    expect(await screen.findByText('the list')).toBeTruthy();
  });
});
