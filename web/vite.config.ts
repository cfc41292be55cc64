import tailwind from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const at = (path: string): string => `${import.meta.dirname}/${path}`

/** The page as static files; `app/page` says where they go. Everything is a file of its own, so that the policy can be strict. */
export default defineConfig({
  root: import.meta.dirname,
  publicDir: 'app/public',
  plugins: [react(), tailwind()],
  // Radix puts a <style> into the page while a dialog is open; the policy forbids that, a style sheet made by a script is allowed.
  resolve: { alias: { 'react-style-singleton': `${import.meta.dirname}/ui/style-singleton/index.ts` } },
  build: {
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    emptyOutDir: true,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: at('index.html'), sw: at('app/sw.ts') },
      // A browser asks for its service worker by a name that stays.
      output: { entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js') },
    },
  },
})
