// Owns the slips a district prints: the secret of a booking, and the digits of its QR code.

import {
  slipMessage,
  slipSecretBytes,
  writeSlip,
  type SlipAppointment,
} from '../../schemas/rules/slip.ts';
import { concatBytes, u32ToBytes, type Bytes } from '../../schemas/bytes.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';

/** Under a key that never leaves the server: as good as drawn, and the same at every print, also after a restore. */
export function slipSecretOf(
  keys: Pick<DeploymentKeys, 'mac'>,
  { centreId, appointmentNo, check }: SlipAppointment,
): Bytes {
  const place = concatBytes(u32ToBytes(centreId), u32ToBytes(appointmentNo), u32ToBytes(check));
  return keys.mac('slip', place).slice(0, slipSecretBytes);
}

/** What stands in the QR code of the slip, for the booking of that day. A new booking has a new number, so an old slip opens nothing. */
export function makeSlip(
  keys: Pick<DeploymentKeys, 'mac' | 'sign' | 'deployment'>,
  appointment: SlipAppointment,
  day: string,
): string {
  const content = { appointment, day, secret: slipSecretOf(keys, appointment) };
  return writeSlip(content, keys.sign(slipMessage(keys.deployment, content)));
}
