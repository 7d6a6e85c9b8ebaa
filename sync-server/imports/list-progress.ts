// Owns saying how far a long list is: at most one line every two seconds, with the share of the file that was read.

import type { ListProgress } from './survey-roster.ts';
import { number } from './import-report.ts';

const secondsBetween = 2;

export interface ProgressPorts {
  readonly nowSeconds: () => number;
  readonly say: (text: string) => void;
  readonly bytesTotal: number;
}

export function createListProgress(
  pass: 'checking' | 'taking',
  ports: ProgressPorts,
): ListProgress {
  let bytesRead = 0;
  let saidAt = ports.nowSeconds();
  return {
    bytes: (count) => {
      bytesRead += count;
    },
    lines: (count) => {
      const now = ports.nowSeconds();
      if (now - saidAt < secondsBetween) return;
      saidAt = now;
      const share =
        ports.bytesTotal === 0
          ? 0
          : Math.min(100, Math.round((bytesRead / ports.bytesTotal) * 100));
      ports.say(`  ${pass} the roster … ${number(count)} lines, ${share} %`);
    },
  };
}
