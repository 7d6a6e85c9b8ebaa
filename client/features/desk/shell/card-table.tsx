// Owns a table that becomes a stack of cards where the screen is narrow. Chrome keeps a table's roles under any display since 80.

import type { ComponentChildren, JSX } from 'preact';

export interface CardColumn {
  readonly key: string;
  readonly label: string;
  readonly mark?: ComponentChildren;
  readonly isNumber?: boolean;
}

export interface CardRow {
  readonly key: string;
  readonly tone?: string;
  /** By the column's key. */
  readonly cells: Readonly<Record<string, ComponentChildren>>;
}

export function CardTable(props: {
  readonly caption: string;
  readonly columns: readonly CardColumn[];
  readonly rows: readonly CardRow[];
}): JSX.Element {
  return (
    <div class="table-frame desk-cards-frame">
      <table class="table desk-cards">
        <caption class="visually-hidden">{props.caption}</caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th
                key={column.key}
                scope="col"

                class={column.isNumber === true ? 'is-number' : undefined}
              >
                {column.mark}
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key} class={row.tone}>
              {props.columns.map((column, i) => (
                <CardCell key={column.key} column={column} isFirst={i === 0}>
                  {row.cells[column.key]}
                </CardCell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function CardCell(props: {
  readonly column: CardColumn;
  readonly isFirst: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  if (props.isFirst) {
    return <th scope="row">{props.children}</th>;
  }
  return (
    <td class={props.column.isNumber === true ? 'is-number' : undefined}>
      {/* On cards each value carries its own label; in the table the header row says it. */}
      <span class="desk-cell-label" aria-hidden="true">
        {props.column.mark}
        {props.column.label}
      </span>
      <span class="desk-cell-value">{props.children}</span>
    </td>
  );
}
