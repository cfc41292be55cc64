import { useLocation } from '@tanstack/react-router'

/** Where somebody was before signing in, as the search parameter of /login and /register. */
export interface WayBack {
  readonly from?: string
}
/** Only an address of this page: nobody is sent elsewhere by a link. */
export function readWayBack(search: Readonly<Record<string, unknown>>): WayBack {
  const from = search['from']
  return typeof from === 'string' && /^\/(?![/\\])/.test(from) && !/^\/(login|register)\b/.test(from) ? { from } : {}
}

/** The address of the moment as a way back, for links to the cards. */
export function useWayBack(): WayBack {
  const { pathname, searchStr } = useLocation()
  return pathname === '/' ? {} : readWayBack({ from: pathname + searchStr })
}
