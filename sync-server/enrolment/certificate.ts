// Owns the enrolment certificate: content and signature of this deployment, by which a restored server knows a tablet again.

import { verify } from 'node:crypto';
import * as z from 'zod/mini';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  utf8ToBytes,
} from '../../schemas/bytes.ts';
import type { EnrolmentCertificate } from '../../schemas/enrolment.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { pointToKey, readDeviceKey } from './device-key.ts';

const certificateSchema: z.ZodMiniType<EnrolmentCertificate> = z.object({
  deployment: z.string(),
  centreId: z.int(),
  device: z.string(),
  devicePublicKey: z.string(),
  issuedAt: z.int(),
});

/** base64url JSON, a dot, base64url ES256 over the text before the dot. */
export function issueCertificate(keys: DeploymentKeys, content: EnrolmentCertificate): string {
  const text = bytesToBase64url(utf8ToBytes(JSON.stringify(content)));
  return `${text}.${bytesToBase64url(keys.sign(utf8ToBytes(text)))}`;
}

/** Null unless this deployment signed it and its device is the thumbprint of its key. */
export function readCertificate(
  keys: Pick<DeploymentKeys, 'deployment' | 'signingPublicKey'>,
  certificate: string,
): EnrolmentCertificate | null {
  const [text = '', signatureText = '', ...more] = certificate.split('.');
  const content = base64urlToBytes(text);
  const signature = base64urlToBytes(signatureText);
  if (content === null || signature === null || more.length > 0) return null;
  if (!isSigned(keys.signingPublicKey, utf8ToBytes(text), signature)) return null;
  const read = z.safeParse(certificateSchema, parseJson(content));
  if (!read.success || read.data.deployment !== keys.deployment) return null;
  const device = readDeviceKey(read.data.devicePublicKey)?.device;
  return device === read.data.device ? read.data : null;
}

function isSigned(publicKey: string, bytes: Uint8Array, signature: Uint8Array): boolean {
  const key = pointToKey(base64urlToBytes(publicKey) ?? new Uint8Array());
  return key !== null && verify('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(bytesToUtf8(bytes));
  } catch {
    return null;
  }
}
