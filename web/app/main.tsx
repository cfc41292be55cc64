import { createRoot } from 'react-dom/client'
import { openTerminal, TerminalContext } from '../data/terminal.ts'
import { Page } from './page.tsx'
import './style/base.css'
import './style/layout.css'
import './style/parts.css'
import './style/figures.css'

createRoot(document.querySelector('#root')!).render(
  <TerminalContext value={openTerminal()}>
    <Page />
  </TerminalContext>,
)
