// Owns the messages of a server that nobody gave a gateway: they rest in the outbox until a person at the desk sends or reads them.

import { sendingLimits } from './gateway.ts';
import type { MessageSettings } from './send-messages.ts';

export function outboxOnly(pageAddress: string): MessageSettings {
  return { gateway: null, pageAddress, languageDefault: 'en', limits: sendingLimits };
}
