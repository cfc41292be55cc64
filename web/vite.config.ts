import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page as static files; `app/page` says where they go. Everything is a file of its own, so that the policy can be strict. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true, reportCompressedSize: false },
})
