// Owns reading an Aadhaar code with what the browser has for it. Fetched after the first screen: no tablet reads a card before it is set up.

import { readAadhaarQr, type AadhaarAnswer } from '../../schemas/rules/aadhaar-qr.ts';
import { browserAadhaarPlatform } from './aadhaar-platform.ts';

/** `key`: the pinned key of the issuer, null where none is configured. */
export const readAadhaar = (key: string | null, text: string): Promise<AadhaarAnswer> =>
  readAadhaarQr(browserAadhaarPlatform, key, text);
