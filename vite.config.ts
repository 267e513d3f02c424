import react from '@vitejs/plugin-react'
import mantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'

/** The web app: dashboard and customer portal, built to `dist/web` and served by the server under `/`. */
export default defineConfig({
  root: 'src/web',
  publicDir: 'public',
  plugins: [react()],
  css: { postcss: { plugins: [mantine()] } },
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // Everything is a file of its own, so that the content security policy needs neither `data:` nor inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 600,
  },
  // In development the pages come from Vite and everything else from a running server.
  server: {
    host: '127.0.0.1',
    proxy: {
      '^/(api|mailbox|simulator)(/|$)': { target: process.env['NETTERMS_URL'] ?? 'http://localhost:3000' },
      '^/portal/.+/(pdf|return)(\\?|$)': { target: process.env['NETTERMS_URL'] ?? 'http://localhost:3000' },
    },
  },
})
