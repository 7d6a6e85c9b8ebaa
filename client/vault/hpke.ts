// Owns what is taken from HPKE: a chunk of its own, fetched after the first screen.

export { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
