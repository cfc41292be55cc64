import { useEffect, useEffectEvent } from 'react'

/** Tells the blotter which rows are shown, for its export. */
export function useShown(rows: readonly object[] | undefined, onShown: (rows: readonly object[]) => void): void {
  const tell = useEffectEvent(onShown)
  useEffect(() => {
    tell(rows ?? [])
  }, [rows])
}
