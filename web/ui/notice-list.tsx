import type { ReactNode } from 'react'
import { useStore } from '../data/store.ts'
import { useTerminal } from '../data/terminal.ts'

/** What happened to orders; read out politely. */
export function NoticeList(): ReactNode {
  const { notices } = useTerminal()
  const list = useStore(notices.list)
  return (
    <div className="notices" role="status" aria-live="polite" aria-relevant="additions">
      {list.map(({ id, sentence, tone }) => (
        <div key={id} className={`notice is-${tone}`}>
          <span>{sentence}</span>
          <button type="button" className="icon-button" aria-label={`Dismiss: ${sentence}`} onClick={() => notices.dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  )
}
