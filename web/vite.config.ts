// SPDX-License-Identifier: Apache-2.0
// How the page is built: one small first script, the map on its own, a service worker for the shell.
import vue from '@vitejs/plugin-vue';
import { VitePWA } from 'vite-plugin-pwa';
import { defineConfig } from 'vitest/config';

const api_default = 'http://127.0.0.1:8717';

export default defineConfig({
  plugins: [
    vue(),
    VitePWA({
      registerType: 'prompt', // a page that somebody reads is never reloaded under their eyes
      injectRegister: false,
      includeAssets: ['icon.svg', 'icon-192.png'],
      manifest: {
        name: 'Accalmie',
        short_name: 'Accalmie',
        description: 'La paix par la santé : communautés, promesses, calme, changement.',
        lang: 'fr',
        start_url: '/',
        display: 'standalone',
        background_color: '#f7f9f8',
        theme_color: '#0b3438',
        icons: [
          { src: '/icon.svg', sizes: 'any', type: 'image/svg+xml' },
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any maskable' },
        ],
      },
      workbox: {
        clientsClaim: true, // from the first visit on: what is loaded later must be there when the network is gone
        globPatterns: ['**/*.{js,css,html,svg,woff2}'],
        globIgnores: ['**/maplibre*', '**/MapCanvas*'],
        // Routes live behind the '#', so the only document is '/': every other path is the server's own.
        navigateFallback: '/index.html',
        navigateFallbackAllowlist: [/^\/$/, /^\/index\.html$/],
        cleanupOutdatedCaches: true,
        runtimeCaching: [
          {
            // The map is heavy: it is kept after the first time it was opened, not before.
            urlPattern: ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'),
            handler: 'CacheFirst',
            options: { cacheName: 'accalmie-map', expiration: { maxEntries: 12 } },
          },
        ],
      },
    }),
  ],
  worker: { format: 'es' },
  build: {
    outDir: 'dist',
    manifest: true,
    target: 'es2022',
    assetsInlineLimit: 0, // no data: addresses, so that the content policy can stay narrow
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_LEGACY_API__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
    __INTLIFY_JIT_COMPILATION__: true,
  },
  server: { proxy: { '/api': process.env.ACCALMIE_URL ?? api_default } },
  test: { include: ['tests/unit/**/*.test.ts'], environment: 'node' },
});
