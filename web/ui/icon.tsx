import type { ReactNode } from 'react'

/** Drawn for this page on a grid of 16, as strokes. */
const paths = {
  search: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  check: 'M3.5 8.5l3 3 6-7',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z',
  contrast: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 4.5h3.5M8 7h5M8 9.5h4.8M8 12h3',
  person: 'M8 8a2.75 2.75 0 1 0 0-5.5A2.75 2.75 0 0 0 8 8ZM2.5 14c.6-2.7 2.7-4 5.5-4s4.900 1.300 5.500 4',
  layout: 'M2 3h12v10H2zM9.500 3v10M2 9h7.500',
  lock: 'M4 7h8v6.500H4zM5.500 7V5a2.500 2.500 0 0 1 5 0v2',
  unlock: 'M4 7h8v6.500H4zM5.500 7V4.500a2.500 2.500 0 0 1 4.700-1.200',
  bolt: 'M9 1.500 3.500 9H7.500L7 14.500 12.500 7H8.500Z',
  download: 'M8 2v8M4.500 7 8 10.500 11.500 7M2.500 13.500h11',
  keyboard: 'M1.500 4h13v8h-13zM4 6.500h.01M6.700 6.500h.01M9.300 6.500h.01M12 6.500h.01M4.500 9.500h7',
  edit: 'M10.500 3 13 5.500 5.500 13H3v-2.500ZM9 4.500 11.500 7',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.500V8l2.500 1.500',
  info: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 7.500V11M8 5h.01',
  eye: 'M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8ZM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  eyeOff:
    'M6.300 3.700A7 7 0 0 1 8 3.500c4 0 6.500 4.500 6.500 4.500a12 12 0 0 1-1.700 2.200M10.700 11.900A6 6 0 0 1 8 12.500C4 12.500 1.500 8 1.500 8a12 12 0 0 1 2.800-3.200M6.600 6.600a2 2 0 0 0 2.800 2.800M2 2l12 12',
  star: 'M8 1.800l1.900 3.900 4.300.600-3.100 3 .700 4.300L8 11.600l-3.800 2 .700-4.300-3.100-3 4.300-.600Z',
  warning: 'M8 2 14.500 13.500h-13ZM8 6.500v3.500M8 11.800h.01',
  gear: 'M8 10.250a2.250 2.250 0 1 0 0-4.500 2.250 2.250 0 0 0 0 4.500ZM6.900 1.800h2.200l.4 1.700 1.300.750 1.650-.5 1.100 1.900-1.250 1.200v1.500l1.250 1.200-1.100 1.900-1.650-.5-1.300.750-.4 1.700H6.900l-.4-1.700-1.300-.750-1.650.5-1.100-1.900 1.250-1.200v-1.500L2.450 5.650l1.100-1.900 1.650.5 1.300-.750Z',
  sound: 'M2.500 6v4H5l3.500 3V3L5 6ZM11 6a3 3 0 0 1 0 4M12.800 4.200a5.500 5.500 0 0 1 0 7.600',
  refresh: 'M13 8a5 5 0 1 1-1.600-3.700M13 2.500v3h-3',
} as const
export type IconName = keyof typeof paths

/** A picture beside a word, or in a button that says in words what it does. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      className="shrink-0"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.2 : 1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
