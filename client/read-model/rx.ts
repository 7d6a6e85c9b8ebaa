// Owns what is taken from RxDB: a chunk of its own, fetched after the first screen.

export { createRxDatabase } from 'rxdb';
export { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
