// Owns what is taken from hash-wasm: a chunk of its own, fetched after the first screen.

export { argon2id } from 'hash-wasm';
