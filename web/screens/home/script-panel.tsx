import { type ReactNode, useState } from 'react'
import { useText } from '../../data/terminal.ts'
import { CopyButton, linkLooks, Tabs } from '../../ui/index.ts'
import { type SnippetName, snippetNames, snippets } from './snippets.ts'

/** How a script trades here: the same API this page uses, ready to be copied. */
export function ScriptPanel(): ReactNode {
  const text = useText()
  const [name, setName] = useState<SnippetName>('curl')
  const code = snippets[name](location.origin)
  return (
    <section className="grid items-start gap-8 lg:grid-cols-[minmax(0,4fr)_minmax(0,8fr)] lg:gap-16">
      <div className="flex flex-col items-start gap-3">
        <h2 className="text-2xl font-semibold tracking-tight text-balance">{text('home.script')}</h2>
        <p className="text-base text-pretty text-muted">{text('home.scriptLead')}</p>
        <a href="/docs" className={linkLooks.small}>
          {text('nav.docs')}
        </a>
      </div>
      <div className="flex min-w-0 flex-col overflow-hidden rounded-xl border border-line bg-panel">
        <Tabs
          label={text('home.languages')}
          value={name}
          onChange={setName}
          actions={<CopyButton content={code} label={text('home.copy')} />}
          tabs={snippetNames.map(value => ({ value, label: text(`home.snippet.${value}`), content: <Code label={value} code={code} /> }))}
        />
      </div>
    </section>
  )
}

function Code({ label, code }: { readonly label: string; readonly code: string }): ReactNode {
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      className="min-h-72 overflow-x-auto p-4 font-mono text-xs leading-5 focus-visible:-outline-offset-2"
    >
      <code>
        {code.split('\n').map((line, index) => (
          <span key={index} className={/^\s*(#|\/\/)/.test(line) ? 'text-muted' : undefined}>
            {line}
            {'\n'}
          </span>
        ))}
      </code>
    </pre>
  )
}
