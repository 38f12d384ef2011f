import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const API = process.env.API_URL ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  // Workspace packages are read from their sources, as everywhere else.
  resolve: { conditions: ['@ctci/source', 'module', 'browser', 'development|production'] },
  // Filled in by the API for each answer; see apps/api/src/page.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: 'dist/page',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
  server: {
    proxy: Object.fromEntries(
      ['/api', '/health', '/problems', '/socket.io'].map((path) => [path, { target: API, ws: path === '/socket.io' }]),
    ),
  },
});
