// Owns the walk-in page: registers, then goes on to the person.

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { personPath } from '../../parts/person-path.ts';
import { createScanOnce } from '../../parts/scan-once.ts';
import { useKept, useServices } from '../../services.tsx';
import { createWalkInModel } from './walk-in-model.ts';
import { WalkInView } from './walk-in-view.tsx';

export function WalkInPage(): JSX.Element {
  const { route, query, path } = useLocation();
  const { tablet } = useServices();
  const model = useKept('walk-in', () => createWalkInModel(tablet));
  const idScan = useKept('walk-in-scan', ({ scanner, readAadhaar }) =>
    createScanOnce(scanner, async (text) => {
      model.takeAadhaar(await readAadhaar(tablet.day.value?.aadhaarQrKey ?? null, text));
    }),
  );
  const family = query['family'];
  useEffect(() => {
    if (family === undefined) return;
    const person = tablet.people.value.find((each) => each.key === family);
    // Somebody else's half-typed form is not thrown away for it.
    if (person !== undefined && model.unsaved() === null) model.nextOfFamily(person);
    route(path, true);
  }, [family, model, tablet, route, path]);
  const register = async (): Promise<void> => {
    const { isBookedElsewhere } = model.draft.value;
    const key = await model.register();
    if (key !== null) route(`${personPath(key)}${isBookedElsewhere ? '?ask=booking' : ''}`);
  };
  return <WalkInView model={model} idScan={idScan} onRegister={() => void register()} />;
}
