// Owns serving the app: named files for ever, the rest asked again each time, and the first page for every screen's address.

import type { Context, Hono } from 'hono';
import { answerProblem } from '../middleware/problems.ts';
import type { ClientFile, ClientFiles } from '../start/client-files.ts';

/** Addresses that are no screen: a missing script answered with a page would break an update. */
const notAScreen = [/^\/(?:v1|fhir)(?:\/|$)/, /^\/assets\//, /\/[^/]+\.[^/]+$/];

/** The address of a person's own page is short: it stands in messages. */
const entries: Readonly<Record<string, string>> = { '/': '/index.html', '/my': '/my.html' };

const notBuilt =
  'The app has not been built yet. Stop this server and run: npm start\n' +
  'It builds the app first. The API under /v1 works already.\n';

export function registerClientFiles(app: Hono, files: ClientFiles): void {
  app.get('/*', (context) => {
    const { path } = context.req;
    const file = files.get(entries[path] ?? path);
    if (file !== undefined) return answerFile(context, path, file);
    const isNavigation = context.req.header('accept')?.includes('text/html') ?? false;
    if (!isNavigation || notAScreen.some((form) => form.test(path))) {
      return answerProblem(context, 'not-found');
    }
    const firstPage = files.get('/index.html');
    if (firstPage === undefined) return context.text(notBuilt, 503);
    return answerFile(context, '/index.html', firstPage);
  });
}

/** Files under /assets carry a hash of their content in their name. */
function answerFile(context: Context, path: string, file: ClientFile): Response {
  const isNamedByHash = path.startsWith('/assets/');
  context.header(
    'cache-control',
    isNamedByHash ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
  context.header('etag', file.etag);
  context.header('vary', 'accept-encoding');
  if (hasTag(context.req.header('if-none-match'), file.etag)) return context.body(null, 304);
  context.header('content-type', file.mediaType);
  const takesGzip = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');
  if (!takesGzip || file.gzipped === null) return context.body(file.bytes);
  context.header('content-encoding', 'gzip');
  return context.body(file.gzipped);
}

function hasTag(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag) ?? false;
}
