/** How a link looks that is the next step of a page: as a button does. */
export const linkLooks = {
  primary:
    'inline-flex h-11 items-center justify-center rounded-lg bg-accent-solid px-5 text-base font-semibold text-white transition-[filter] hover:brightness-90',
  neutral:
    'inline-flex h-11 items-center justify-center rounded-lg border border-line bg-raised px-5 text-base font-semibold transition-colors hover:border-line-strong hover:bg-hover',
  small:
    'inline-flex h-8 items-center justify-center rounded-md border border-line bg-raised px-3 text-sm font-medium transition-colors hover:border-line-strong hover:bg-hover',
  inline: 'text-accent underline underline-offset-4',
} as const
