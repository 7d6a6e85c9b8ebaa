// Owns the built app in memory: one build's files, read once at start, so that a rebuild beneath a running server mixes nothing.

import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bytes } from '../../schemas/bytes.ts';

export interface ClientFile {
  readonly bytes: Bytes;
  /** Null where packing gains nothing: fonts and pictures are packed already. */
  readonly gzipped: Bytes | null;
  readonly mediaType: string;
  readonly etag: string;
}

/** By path from the root, as `/assets/main-1a2b.js`. Empty when nothing was built. */
export type ClientFiles = ReadonlyMap<string, ClientFile>;

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};
const packed = new Set(['.png', '.woff2']);

export async function readClientFiles(directory: string): Promise<ClientFiles> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const files = new Map<string, ClientFile>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(directory, file).split(sep).join('/')}`;
    files.set(path, describeFile(path, new Uint8Array(await readFile(file))));
  }
  return files.has('/index.html') ? files : new Map();
}

function describeFile(path: string, bytes: Bytes): ClientFile {
  const extension = extname(path);
  return {
    bytes,
    gzipped: packed.has(extension) ? null : new Uint8Array(gzipSync(bytes, { level: 9 })),
    mediaType: mediaTypes[extension] ?? 'application/octet-stream',
    etag: `"${hash('sha256', bytes, 'base64url').slice(0, 22)}"`,
  };
}
