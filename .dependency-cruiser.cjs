// Who may import whom. Each name is a sentence that a developer reads when the check fails.

const test = '\\.test\\.tsx?$';
const adapters = '^client/(journal|vault|read-model|exchange|device)/';

/** A package by name, wherever npm put it. */
const packages = (...names) => `(?:^|/)node_modules/(?:${names.join('|')})(?:/|$)`;

const rule = (name, from, to) => ({ name, severity: 'error', from, to });

/** An import that is gone when the program runs couples nothing: types may cross. */
const valuesOnly = { dependencyTypesNot: ['type-only'] };

module.exports = {
  forbidden: [
    rule(
      'schemas imports only schemas, zod and canonicalize',
      { path: '^schemas/', pathNot: test },
      { pathNot: ['^schemas/', packages('zod', 'canonicalize')] },
    ),
    rule(
      'the client never meets the server',
      { path: '^client/' },
      { path: ['^sync-server/', packages('hono', '@hono/[^/]+', 'kysely', 'pg', 'pino')] },
    ),
    rule(
      'the server never meets the client',
      { path: '^sync-server/' },
      { path: ['^client/', packages('preact', '@preact/[^/]+', 'preact-iso')] },
    ),
    rule(
      'a feature never imports another feature',
      { path: '^client/features/([^/]+)/' },
      { path: '^client/features/', pathNot: '^client/features/$1/' },
    ),
    rule(
      'ui knows no data',
      { path: '^client/ui/', pathNot: test },
      { path: ['^client/features/', '^schemas/', adapters] },
    ),
    rule(
      'pages and views get everything from their model',
      { path: '^client/features/.+\\.tsx$', pathNot: test },
      { path: adapters, ...valuesOnly },
    ),
    rule(
      'models never touch ui, the DOM or an adapter',
      { path: '^client/features/.+\\.ts$', pathNot: test },
      {
        path: ['^client/ui/', '\\.tsx$', adapters, packages('preact', 'preact-iso')],
        ...valuesOnly,
      },
    ),
    rule(
      'only journal knows Dexie',
      { pathNot: ['^client/journal/', '^scripts/bench/browser/', '^node_modules/'] },
      { path: packages('dexie') },
    ),
    rule(
      'only read-model knows RxDB and rxjs',
      { pathNot: ['^client/read-model/', '^node_modules/'] },
      { path: packages('rxdb', 'rxjs') },
    ),
    rule(
      'only store knows SQL',
      { pathNot: ['^sync-server/store/', '^scripts/(testing|bench)/', '^node_modules/'] },
      { path: [packages('kysely', 'better-sqlite3', 'pg'), '^(node:)?sqlite$'] },
    ),
    rule(
      'only sw knows workbox',
      { pathNot: ['^client/sw/', '^node_modules/'] },
      { path: packages('workbox-[^/]+'), pathNot: packages('workbox-window') },
    ),
    rule(
      'the service worker knows only what delivers sealed rows: no PIN, no view, no screen',
      { path: '^client/sw/', pathNot: test },
      {
        path: '^client/',
        pathNot: '^client/(sw|exchange|journal|device|vault/device-keys\\.ts)',
        ...valuesOnly,
      },
    ),
    rule(
      'only device and main register the service worker',
      { pathNot: ['^client/(device|sw)/', '^client/main\\.tsx$', '^node_modules/'] },
      { path: packages('workbox-window') },
    ),
    rule(
      'routes go through services',
      { path: '^sync-server/routes/', pathNot: test },
      { path: '^sync-server/store/', ...valuesOnly },
    ),
    rule(
      'services know no HTTP',
      {
        path: '^sync-server/(ingest|judge|certificates|desk|store|fhir|records|cowin-out)/',
        pathNot: test,
      },
      { path: ['^sync-server/(routes|middleware)/', packages('hono', '@hono/[^/]+')] },
    ),
    rule(
      'nothing imports scripts',
      { path: '^(schemas|client|sync-server)/', pathNot: test },
      { path: '^scripts/' },
    ),
    rule(
      'nothing imports a composition root',
      { path: '.' },
      { path: '^(client/main\\.tsx|sync-server/main\\.ts)$' },
    ),
    rule(
      'what ships needs no development package',
      { path: '^(schemas|client|sync-server)/', pathNot: test },
      { dependencyTypes: ['npm-dev'], ...valuesOnly },
    ),
    rule('no import in a circle', { path: '.' }, { circular: true, viaOnly: valuesOnly }),
    rule(
      'every import leads somewhere',
      { path: '.' },
      { couldNotResolve: true, pathNot: '^virtual:' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // The bench's peers are a package of their own, with a lock of their own.
    exclude: { path: '^scripts/bench/peers/' },
    tsPreCompilationDeps: 'specify',
    builtInModules: { add: ['vitest/browser'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'browser', 'require', 'node', 'default', 'style'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.d.ts'],
    },
  },
};
