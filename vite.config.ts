// How the client is built: one app shell, precached whole, for every Chrome from 100 on.
import { readFileSync } from 'node:fs';
import preact from '@preact/preset-vite';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { compileTexts } from './scripts/build/compile-texts.ts';

const { version } = JSON.parse(
  readFileSync(new URL('./package.json', import.meta.url), 'utf8'),
) as { version: string };

/** Paths that the server answers itself; the service worker leaves the same ones alone. */
const serverPaths = ['/v1', '/healthz', '/readyz', '/version', '/openapi.json', '/.well-known'];

/** Chrome 138 is the last one for Android 8 and 9; health tablets are often far behind it. */
const oldestBrowser = 'chrome100';

export default defineConfig(({ command }) => ({
  root: 'client',
  define: { __APP_VERSION__: JSON.stringify(version) },
  build: {
    outDir: '../dist',
    emptyOutDir: true,
    target: oldestBrowser,
    // The content security policy allows neither inline scripts nor data: addresses for fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      // The page that checks cards stands apart: whoever checks one needs neither list nor PIN. So does a person's own page.
      input: ['client/index.html', 'client/verify.html', 'client/my.html'],
    },
  },
  server: {
    proxy: Object.fromEntries(serverPaths.map((path) => [path, 'http://localhost:8787'])),
  },
  plugins: [
    preact(),
    compileTexts({ isBuild: command === 'build' }),
    VitePWA({
      strategies: 'injectManifest',
      srcDir: 'sw',
      filename: 'service-worker.ts',
      registerType: 'prompt',
      // The client registers the worker itself, through a named Trusted Types policy.
      injectRegister: false,
      // The pattern below has the icons already.
      includeManifestIcons: false,
      injectManifest: {
        globPatterns: ['**/*.{js,css,html,svg,woff2,wasm,png}'],
        // A person's own page works with a network only, and weighs on no tablet.
        globIgnores: ['my.html', 'assets/my-*'],
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        target: oldestBrowser,
      },
      manifest: {
        id: '/',
        name: 'Suchi',
        short_name: 'Suchi',
        description: 'The vaccination session register that works without a network',
        start_url: '/',
        scope: '/',
        display: 'standalone',
        theme_color: '#0b5351',
        background_color: '#f6f7f5',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
    }),
  ],
}));
