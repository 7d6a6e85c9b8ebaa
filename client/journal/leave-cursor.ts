// Owns the leaving of a cursor: the feed begins anew, and the server still learns how much of it was known here.

import type { FeedRecord } from './records.ts';

/** The feed begins anew with the next request; what is stored stays until then. */
export function leaveCursor(feed: FeedRecord): FeedRecord {
  return { ...feed, cursor: null, left: feed.cursor ?? feed.left };
}
