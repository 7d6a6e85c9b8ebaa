// Which tests run where: plain Node, a light DOM, a real browser, and whole days end to end.
import preact from '@preact/preset-vite';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { compileTexts } from './scripts/build/compile-texts.ts';

const chromiumPath = process.env['CHROMIUM_PATH'];
const define = { __APP_VERSION__: JSON.stringify('0.0.0-test') };
const browserTests = '**/*.browser.test.{ts,tsx}';
const domTests = '**/*.dom.test.{ts,tsx}';
/** A whole session of sixty people (npm run story), times that a busy machine would spoil (npm run taps), the gallery (npm run screens). */
const ownCommands = [
  'scripts/e2e/session.e2e.ts',
  'scripts/e2e/taps.e2e.ts',
  'scripts/e2e/gallery.e2e.ts',
];
/** A thousand runs on both processors: beside others it would not get through in its time. */
const simulation = 'scripts/simulation/simulation.test.ts';
const folders = '{schemas,client,sync-server,scripts}';

/** Containers often have no sandbox and no graphics; the rest keeps Chromium from phoning home. */
const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        define,
        plugins: [preact(), compileTexts({ isBuild: false })],
        test: {
          name: 'unit',
          // One less than there are processors would leave half of a machine with two idle.
          maxWorkers: 2,
          environment: 'node',
          include: [`${folders}/**/*.test.{ts,tsx}`],
          exclude: [browserTests, domTests, simulation, '**/node_modules/**'],
          testTimeout: 20_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'simulation',
          environment: 'node',
          include: [simulation],
          testTimeout: 20_000,
        },
      },
      {
        define,
        plugins: [preact(), compileTexts({ isBuild: false })],
        test: {
          name: 'dom',
          environment: 'happy-dom',
          include: [`client/${domTests}`],
          testTimeout: 20_000,
        },
      },
      {
        define,
        plugins: [preact(), compileTexts({ isBuild: false })],
        // Found late they would make the page reload in the middle of a test.
        optimizeDeps: {
          include: [
            'preact',
            'preact/hooks',
            'preact/compat',
            'preact/jsx-dev-runtime',
            '@preact/signals',
            'intl-messageformat',
            'qrcode',
            'zxing-wasm/reader',
          ],
        },
        test: {
          name: 'browser',
          include: [`client/${browserTests}`],
          testTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: {
                args: chromiumArgs,
                ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
              },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
      {
        test: {
          name: 'e2e',
          environment: 'node',
          include: ['scripts/e2e/**/*.e2e.ts'],
          exclude: process.env['OWN_COMMAND'] === undefined ? ownCommands : [],
          // Each file drives its own browsers and server; side by side they starve each other.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
