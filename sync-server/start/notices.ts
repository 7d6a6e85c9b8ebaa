// Owns what a start has to say beyond its greeting: the recovery key, once; and what the decisions file told.

import type { TakenBack } from '../decisions/take-back.ts';

export function sayRecoveryKey(groups: string | null): string[] {
  if (groups === null) return [];
  return [
    'Recovery key. It is shown this once and kept nowhere. Write it on paper, away from this machine:',
    `  ${groups}`,
    'Every backup holds the keys sealed to it: without it, a lost machine cannot be restored.',
  ];
}

const linesNamedMax = 10;

function namesOf(lines: readonly number[]): string {
  const more = lines.length > linesNamedMax ? ` and ${lines.length - linesNamedMax} more` : '';
  return `${lines.slice(0, linesNamedMax).join(', ')}${more}`;
}

export function sayDecisions({ isNewEpoch, missing, waiting, reading }: TakenBack): string[] {
  const { isLastLineTorn, damagedLines, linesAfterGap } = reading;
  return [
    ...(isNewEpoch
      ? [
          'This database is older than the decisions file: it was put back from a backup.',
          `${missing} decisions were taken from the file. The review after a restore is open: close it at the desk.`,
        ]
      : []),
    ...(waiting > 0
      ? [`${waiting} decisions wait for doses that tablets have not sent again yet.`]
      : []),
    ...(isLastLineTorn
      ? [
          'The last line of the decisions file was cut off, as by a power loss. It had not been answered.',
        ]
      : []),
    ...(damagedLines.length > 0
      ? [`Lines of the decisions file that cannot be read: ${namesOf(damagedLines)}.`]
      : []),
    ...(linesAfterGap.length > 0
      ? [`Something is missing in the decisions file before line ${namesOf(linesAfterGap)}.`]
      : []),
  ];
}

const daySeconds = 86_400;
const backupDaysMax = 2;
const offMachineDaysMax = 8;

/** What a register, not a demo, lacks in backups. */
export function sayBackups(
  latest: { readonly any: number | null; readonly offMachine: number | null },
  now: number,
): string[] {
  const daysSince = (at: number): number => Math.floor((now - at) / daySeconds);
  const command = '  npm run backup -- --to FOLDER [--off-machine]';
  if (latest.any === null) return ['There is no verified backup of this register yet.', command];
  const late = [
    ...(daysSince(latest.any) > backupDaysMax
      ? [`The last verified backup is ${daysSince(latest.any)} days old.`]
      : []),
    ...(latest.offMachine === null
      ? ['No verified backup is off this machine.']
      : daysSince(latest.offMachine) > offMachineDaysMax
        ? [`The last backup off this machine is ${daysSince(latest.offMachine)} days old.`]
        : []),
  ];
  return late.length === 0 ? [] : [...late, command];
}
