// Owns queries that are built and compiled once and run with fresh values: in the hot paths building one takes longer than running it.

import type { Compilable, CompiledQuery } from 'kysely';
import { isSqlite } from './bulk-insert.ts';
import type { DatabaseReach } from './schema.ts';

/** Stands for a value while the query is built. */
interface Place {
  readonly name: string;
  /** Its place in a list; undefined for a single value. */
  readonly at: number | undefined;
}

type Values = object;

export interface Places<Input extends Values> {
  /** The input of this name, as a value of a comparison or of an insert. */
  readonly one: <Name extends keyof Input & string>(name: Name) => Input[Name];
  /** The list of this name, for `in`. At least one item, at most `listItemsMax`. */
  readonly list: <Name extends keyof Input & string>(
    name: Name,
  ) => Input[Name] extends readonly (infer Item)[] ? Item[] : never;
}

export type RememberedQuery<Input extends Values, Row> = (
  reach: DatabaseReach,
  input: Input,
) => Promise<Row[]>;

/** SQLite compiles a statement with so many places quickly, and none of its limits is near. */
export const listItemsMax = 256;
/** Lists are filled up to one of these lengths with their last item, so that few statements are ever compiled. */
const listLengths = [1, 4, 16, 64, listItemsMax];

interface Compiled {
  readonly query: CompiledQuery;
  readonly places: readonly unknown[];
}

/** `rememberQuery<Input>()(build)`: the input's type is said, the row's is found out. */
export const rememberQuery =
  <Input extends Values>() =>
  <Row>(
    build: (reach: DatabaseReach, places: Places<Input>) => Compilable<Row>,
  ): RememberedQuery<Input, Row> =>
    remember(build);

function remember<Input extends Values, Row>(
  build: (reach: DatabaseReach, places: Places<Input>) => Compilable<Row>,
): RememberedQuery<Input, Row> {
  const remembered = new Map<string, Compiled>();
  return async (reach, input) => {
    const lengths = lengthsOf(input);
    const name = `${isSqlite(reach)} ${lengths.join()}`;
    let compiled = remembered.get(name);
    if (compiled === undefined) {
      compiled = compile(reach, build, input);
      remembered.set(name, compiled);
    }
    const parameters = compiled.places.map((place) =>
      isPlace(place) ? valueAt(input, place) : place,
    );
    const result = await reach.executeQuery({ ...compiled.query, parameters });
    return result.rows as Row[];
  };
}

const places = new WeakSet<object>();
const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && places.has(value);

function createPlace(name: string, at: number | undefined): Place {
  const place = { name, at };
  places.add(place);
  return place;
}

function compile<Input extends Values, Row>(
  reach: DatabaseReach,
  build: (reach: DatabaseReach, places: Places<Input>) => Compilable<Row>,
  input: Input,
): Compiled {
  const query = build(reach, {
    one: (name) => createPlace(name, undefined) as never,
    list: (name) =>
      Array.from({ length: listLengthOf(input[name]) }, (_, at) => createPlace(name, at)) as never,
  }).compile();
  return { query, places: query.parameters };
}

function lengthsOf(input: Values): number[] {
  return Object.values(input).flatMap((value) =>
    Array.isArray(value) ? [listLengthOf(value)] : [],
  );
}

function listLengthOf(list: unknown): number {
  const { length } = list as readonly unknown[];
  const filled = listLengths.find((each) => each >= length);
  if (filled === undefined || length === 0)
    throw new Error(`rememberedQuery: a list of ${length} items`);
  return filled;
}

function valueAt(input: Values, { name, at }: Place): unknown {
  const value = (input as Record<string, unknown>)[name];
  if (at === undefined) return value;
  const list = value as readonly unknown[];
  return list[Math.min(at, list.length - 1)];
}

/** Pieces of a list that fit one query; none for an empty list. */
export function piecesOf<Item>(items: Iterable<Item>): Item[][] {
  const all = [...new Set(items)];
  const pieces: Item[][] = [];
  for (let i = 0; i < all.length; i += listItemsMax) pieces.push(all.slice(i, i + listItemsMax));
  return pieces;
}

/** Runs a query for each piece of a list: one query for an ordinary exchange, none for an empty list. */
export async function readAll<Item, Row>(
  items: Iterable<Item>,
  read: (piece: Item[]) => Promise<Row[]>,
): Promise<Row[]> {
  const pieces = piecesOf(items);
  if (pieces.length === 1) return read(pieces[0]!);
  const rows: Row[] = [];
  for (const piece of pieces) rows.push(...(await read(piece)));
  return rows;
}
