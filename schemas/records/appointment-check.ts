// Owns the 16-bit check in an appointment's subject: a number that changed its owner attaches to nobody.

import { utf8ToBytes } from '../bytes.ts';
import type { Digest } from '../ports.ts';

/** Over reference id and vaccination session; 0 … 65,535. */
export function appointmentCheck(
  digest: Digest,
  referenceId: string,
  vaccinationSession: string,
): number {
  const hash = digest.sha256(
    utf8ToBytes(`suchi/appointment/1\n${referenceId}\n${vaccinationSession}`),
  );
  return hash[0]! * 256 + hash[1]!;
}
