// Owns the look of each grade of a reaction; its name always stands beside it.

import type { DeskAefiReport } from '../../../../schemas/desk-aefi.ts';
import type { Tone } from '../../../ui/notice.tsx';

export const looksOfSeverity: Readonly<Record<DeskAefiReport['severity'], Tone>> = {
  death: 'bad',
  serious: 'bad',
  severe: 'warn',
  minor: 'plain',
};
