// Owns the list of strategies, in the order they are printed.

import type { Strategy } from '../strategy.ts';
import { afterHours } from './after-hours.ts';
import { anothersStaffId } from './anothers-staff-id.ts';
import { claimsAcrossCentres } from './claims-across-centres.ts';
import { copiedTablet } from './copied-tablet.ts';
import { editedLog } from './edited-log.ts';
import { everyLookAlike } from './every-look-alike.ts';
import { friendsPhone } from './friends-phone.ts';
import { forgedSlips } from './forged-slips.ts';
import { fromAnotherCentre } from './from-another-centre.ts';
import { guessLookAlikes } from './guess-look-alikes.ts';
import { inventedVials } from './invented-vials.ts';
import { lateCorrection } from './late-correction.ts';
import { lostSms } from './lost-sms.ts';
import { missingVials } from './missing-vials.ts';
import { movedTablet } from './moved-tablet.ts';
import { overdrawnVial } from './overdrawn-vial.ts';
import { payingAccomplice } from './paying-accomplice.ts';
import { replay } from './replay.ts';
import { revokedTablet } from './revoked-tablet.ts';
import { statedGuessed } from './stated-guessed.ts';
import { statedOtherName } from './stated-other-name.ts';
import { statedTwice } from './stated-twice.ts';
import { vouchingAlone } from './vouching-alone.ts';

export const strategies: readonly Strategy[] = [
  guessLookAlikes,
  everyLookAlike,
  lostSms,
  friendsPhone,
  missingVials,
  overdrawnVial,
  inventedVials,
  replay,
  editedLog,
  copiedTablet,
  anothersStaffId,
  movedTablet,
  revokedTablet,
  afterHours,
  fromAnotherCentre,
  lateCorrection,
  payingAccomplice,
  forgedSlips,
  vouchingAlone,
  claimsAcrossCentres,
  statedOtherName,
  statedGuessed,
  statedTwice,
];
