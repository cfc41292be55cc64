import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import '@fontsource-variable/inter/wght.css'
import { openTerminal, TerminalContext } from '../data/terminal.ts'
import { createPageRouter } from './router.tsx'
import './style/main.css'
import { keepPage } from './keep-page.ts'

const terminal = openTerminal()
createRoot(document.querySelector('#root')!).render(
  <TerminalContext value={terminal}>
    <QueryClientProvider client={terminal.cache}>
      <RouterProvider router={createPageRouter()} />
    </QueryClientProvider>
  </TerminalContext>,
)
keepPage()
