// Owns comparing rows by several columns at once: which one comes behind another in an order of all of them. The database compares, so its order of texts is the one that counts.

import { sql, type RawBuilder, type SqlBool } from 'kysely';

/** A column's name, or a number that stands for one that all rows have alike. */
export type OrderedBy = string | number;

const tupleOf = (columns: readonly OrderedBy[]): RawBuilder<unknown> =>
  sql.join(columns.map((each) => (typeof each === 'number' ? sql.lit(each) : sql.ref(each))));

/** `orEqual`: a row that is equal in all of them counts as behind. */
export function isBehindValues(
  columns: readonly OrderedBy[],
  values: readonly (number | string)[],
  orEqual: boolean,
): RawBuilder<SqlBool> {
  const given = sql.join(values);
  return orEqual
    ? sql<SqlBool>`(${tupleOf(columns)}) >= (${given})`
    : sql<SqlBool>`(${tupleOf(columns)}) > (${given})`;
}

export function isBeforeRow(
  columns: readonly string[],
  others: readonly string[],
): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${tupleOf(columns)}) < (${tupleOf(others)})`;
}
