// Owns the small schemas that several event bodies share.

import * as z from 'zod/mini';
import { limits } from '../limits.ts';

export const shortText = z.string().check(z.minLength(1), z.maxLength(80));
export const longText = z.string().check(z.maxLength(limits.textCharactersMax));
export const dayText = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
export const vialName = z.string().check(z.regex(/^[A-Z]{1,2}\d{1,3}$/));
export const productName = z.string().check(z.minLength(1), z.maxLength(40));
export const fixtureReference = { log: '00000000.00000000', seq: 1, h: 'AAAAAAAAAAA' } as const;
