// Owns how the list of tasks is narrowed, how long its pages are, and where the next one begins.

import { taskUrgencies, type DeskTask, type DeskTaskKind } from '../../schemas/desk-tasks.ts';
import { isBehindValues, type OrderedBy } from '../store/row-order.ts';

/** More than anybody settles at one sitting. */
export const tasksPerPageMax = 60;
/** One row more than a page of each list, so that it is known whether there is more. */
export const tasksReadMax = tasksPerPageMax + 1;

export interface TaskFilter {
  readonly kind: DeskTaskKind | null;
  readonly centreId: number | null;
  /** The last task of the page before; null for the first page. */
  readonly after: TaskPlace | null;
}

/** Tasks come from three lists that are merged; within one, equals stand in the database's own order of keys. */
export const taskLists = { judge: 0, vouch: 1, pair: 2 } as const;

export interface TaskPlace {
  readonly urgency: number;
  readonly openedAt: number;
  readonly centreId: number;
  readonly list: number;
  /** Of the list's own rows. */
  readonly key: string;
}

export type ListedTask = DeskTask & { readonly place: TaskPlace };

/** Rows of one list that are equal but for their key keep the order they were read in. */
export function compareTasks(a: ListedTask, b: ListedTask): number {
  return (
    a.place.urgency - b.place.urgency ||
    a.place.openedAt - b.place.openedAt ||
    a.place.centreId - b.place.centreId ||
    a.place.list - b.place.list
  );
}

export const urgencyPlace = (urgency: DeskTask['urgency']): number =>
  taskUrgencies.indexOf(urgency);

export const writePlace = (place: TaskPlace): string =>
  [place.urgency, place.openedAt, place.centreId, place.list, place.key].join('/');

/** Null for a text that is none. */
export function readPlace(text: string): TaskPlace | null {
  const match = /^(\d)\/(\d{1,12})\/(\d{1,12})\/(\d)\/([^\n]{1,180})$/.exec(text);
  if (match === null) return null;
  const [urgency, openedAt, centreId, list] = match.slice(1, 5).map(Number) as [
    number,
    number,
    number,
    number,
  ];
  return { urgency, openedAt, centreId, list, key: match[5]! };
}

interface Columns {
  /** A column, or the one urgency that all rows of the list have. */
  readonly urgency: string | number;
  readonly openedAt: string;
  readonly centreId: string;
  readonly key: string;
}

/** Behind the place, in the order of the merged list. */
export function isBehind(list: number, columns: Columns, after: TaskPlace) {
  const here: OrderedBy[] = [columns.urgency, columns.openedAt, columns.centreId];
  const there = [after.urgency, after.openedAt, after.centreId];
  return list === after.list
    ? isBehindValues([...here, columns.key], [...there, after.key], false)
    : isBehindValues(here, there, list > after.list);
}
