// Owns when the page that lets a colleague in is fetched: after the first paint, for nobody needs it on a tablet that is not set up.

import type { JSX } from 'preact';
import { whenNeeded } from '../device/when-needed.ts';
import type { AddStaffModel } from '../parts/add-staff-model.ts';
import { Later } from './later.tsx';

const page = whenNeeded(() => import('../parts/add-staff-page.tsx'));

export function AddStaffLater(props: {
  readonly model: AddStaffModel;
  readonly onCancel: () => void;
}): JSX.Element {
  return <Later part={page} show={({ AddStaffPage }) => <AddStaffPage {...props} />} />;
}
