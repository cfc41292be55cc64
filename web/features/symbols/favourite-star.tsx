import type { ReactNode } from 'react'
import type { MarketSymbol } from '#contracts/routes/market'
import { useText } from '../../data/terminal.ts'
import { classes, IconButton } from '../../ui/index.ts'
import { useFavourites } from './use-favourites.ts'

/** Makes a symbol a favourite, or no longer. */
export function FavouriteStar({ symbol: { symbol, base_asset: base, quote_asset: quote } }: { readonly symbol: MarketSymbol }): ReactNode {
  const text = useText()
  const favourites = useFavourites()
  const isFavourite = favourites.has(symbol)
  return (
    <IconButton
      icon="star"
      size="small"
      label={text('symbols.favourite', { market: `${base}/${quote}` })}
      aria-pressed={isFavourite}
      className={classes(
        'aria-pressed:bg-transparent aria-pressed:text-warning',
        isFavourite ? '[&_path]:fill-current' : 'opacity-70 hover:opacity-100',
      )}
      onClick={() => favourites.toggle(symbol)}
    />
  )
}
