// Owns the walk-in page: registers, then goes on to the person.

import type { JSX } from 'preact';
import { useLocation } from 'preact-iso';
import { personPath } from '../../parts/person-path.ts';
import { useKept } from '../../services.tsx';
import { createWalkInModel } from './walk-in-model.ts';
import { WalkInView } from './walk-in-view.tsx';

export function WalkInPage(): JSX.Element {
  const { route } = useLocation();
  const model = useKept('walk-in', ({ tablet }) => createWalkInModel(tablet));
  const register = async (): Promise<void> => {
    const key = await model.register();
    if (key !== null) route(personPath(key));
  };
  return <WalkInView model={model} onRegister={() => void register()} />;
}
