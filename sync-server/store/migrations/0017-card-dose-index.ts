// Owns migration 17: the doses that a card states, by its number. A person's card is looked at whenever somebody asks for it, and read every row of the table before.

import type { Kysely } from 'kysely';

export async function addCardDoseIndex(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createIndex('card_dose_by_rid')
    .ifNotExists()
    .on('card_dose')
    .columns(['rid'])
    .execute();
}
