// Owns how the app's files are served: named files for ever, the rest asked again, and never a page in place of a script.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClientFiles } from '../start/client-files.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

const html = { accept: 'text/html,application/xhtml+xml' };
const script = 'console.log(1);'.repeat(200);

describe('the app’s files', () => {
  let t: TestApp;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-dist-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Suchi</title>');
    await writeFile(join(folder, 'service-worker.js'), script);
    await writeFile(join(folder, 'assets', 'main-1a2b.js'), script);
    await writeFile(join(folder, 'assets', 'font-1a2b.woff2'), 'font');
    t = await createTestApp({ clientFiles: await readClientFiles(folder) });
  });
  afterAll(async () => {
    await t.stop();
    await rm(folder, { recursive: true });
  });
  const get = async (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    t.app.request(path, { headers });

  it('keeps a file named by its content for ever', async () => {
    const answer = await get('/assets/main-1a2b.js');
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await answer.text()).toBe(script);
  });

  it.each(['/', '/index.html', '/service-worker.js'])(
    'asks again for %s, and sends it only when it changed',
    async (path) => {
      const answer = await get(path, html);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      const again = await get(path, { ...html, 'if-none-match': answer.headers.get('etag') ?? '' });
      expect(again.status).toBe(304);
      expect(again.headers.get('content-security-policy')).not.toBeNull();
    },
  );

  it('packs what gains by it, for browsers that can unpack', async () => {
    const answer = await get('/assets/main-1a2b.js', { 'accept-encoding': 'gzip, br' });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()).toBe(script);
    const font = await get('/assets/font-1a2b.woff2', { 'accept-encoding': 'gzip' });
    expect(font.headers.get('content-encoding')).toBeNull();
  });

  it.each(['/desk', '/person/a3-77', '/enrol'])(
    'answers the first page for the screen %s',
    async (path) => {
      const answer = await get(path, html);
      expect(await answer.text()).toContain('<title>Suchi</title>');
      expect((await get(path)).status).toBe(404);
    },
  );

  it.each(['/assets/gone.js', '/assets/gone', '/old.js', '/v1', '/v1/gone', '/../package.json'])(
    'never answers a page for %s',
    async (path) => {
      const answer = await get(path, html);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it('says how to build the app when it has not been built', async () => {
    const empty = await createTestApp({ clientFiles: await readClientFiles(join(folder, 'none')) });
    const answer = await empty.app.request('/', { headers: html });
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm start');
    await empty.stop();
  });
});
