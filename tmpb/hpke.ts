import { openDeploymentKeys } from '../sync-server/keys/deployment-keys.ts';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { mkdtempSync } from 'node:fs';
import { createECDH, createHmac, createDecipheriv, diffieHellman, createPublicKey, createPrivateKey, generateKeyPairSync, hash, hkdfSync } from 'node:crypto';
import { base64urlToBytes, concatBytes } from '../schemas/bytes.ts';
const keys = await openDeploymentKeys(mkdtempSync('/tmp/k-'));
const suite = new CipherSuite({ kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() });
const pk = await suite.kem.deserializePublicKey(base64urlToBytes(keys.sealingKey.publicKey)!.buffer as ArrayBuffer);
const info = new TextEncoder().encode('suchi/span/1\nX\nY');
const s = await suite.createSenderContext({ recipientPublicKey: pk, info: info.buffer as ArrayBuffer });
const sealed = concatBytes(new Uint8Array(s.enc), new Uint8Array(await s.seal(new Uint8Array(32).buffer)));
for (let r = 0; r < 3; r++) {
  const c0 = process.cpuUsage(); const t = performance.now();
  for (let i = 0; i < 500; i++) await keys.openSealed(keys.sealingKey.kid, sealed, info);
  const c = process.cpuUsage(c0);
  console.log('lib seq us', ((performance.now() - t) / 500 * 1000).toFixed(0), 'cpu', ((c.user + c.system) / 500).toFixed(0));
}
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = other.publicKey.export({ format: 'jwk' });
for (let r = 0; r < 3; r++) {
  const t = performance.now();
  for (let i = 0; i < 500; i++) diffieHellman({ privateKey, publicKey: createPublicKey({ key: jwk as never, format: 'jwk' }) });
  console.log('dh us', ((performance.now() - t) / 500 * 1000).toFixed(0));
  const t2 = performance.now();
  for (let i = 0; i < 5000; i++) createHmac('sha256', Buffer.alloc(32)).update('abc').digest();
  console.log('hmac us', ((performance.now() - t2) / 5000 * 1000).toFixed(2));
  const t3 = performance.now();
  for (let i = 0; i < 5000; i++) hash('sha256', 'abc', 'buffer');
  console.log('sha us', ((performance.now() - t3) / 5000 * 1000).toFixed(2));
}
