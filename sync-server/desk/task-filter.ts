// Owns how the list of tasks is narrowed, and how many of each list are read.

import type { DeskTaskKind } from '../../schemas/desk-tasks.ts';

/** More than anybody settles at one sitting; what is below comes up as these are settled. */
export const tasksShownMax = 60;
/** One row more than is shown of each list, so that it is known whether there is more. */
export const tasksReadMax = tasksShownMax + 1;

export interface TaskFilter {
  readonly kind: DeskTaskKind | null;
  readonly centreId: number | null;
}
