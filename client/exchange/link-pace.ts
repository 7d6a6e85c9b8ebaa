// Owns the judgement whether the link is a slow one, where every request costs more than the records in it: then more of them go together.

/** What the platform says of its link; null where it says nothing. */
export interface LinkHints {
  /** `slow-2g`, `2g`, `3g` or `4g`: the browser's own estimate. */
  readonly effectiveType: string | null;
  /** The person asked the browser to save data. */
  readonly isSavingData: boolean;
}

/** How long the last exchange took, and how many bytes went both ways. */
export interface ExchangePace {
  readonly seconds: number;
  readonly bytes: number;
}

/** Two round trips of EDGE and one stall are longer; those of a weak 3G are not. */
const secondsMax = 3;
/** A day list of 500 people takes a second at this rate, a page of the feed half a second. */
const bytesPerSecond = 16_000;

export function isSlowLink(hints: LinkHints, last: ExchangePace | null): boolean {
  if (hints.isSavingData || hints.effectiveType === '2g' || hints.effectiveType === 'slow-2g')
    return true;
  return last !== null && last.seconds > secondsMax + last.bytes / bytesPerSecond;
}
