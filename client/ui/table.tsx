// Owns the ruled table of the desk: scrolls sideways inside itself, its caption always said.

import type { ComponentChildren, JSX } from 'preact';

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly isNumber?: boolean;
}

export function RuledTable(props: {
  readonly caption: string;
  readonly hideCaption?: boolean;
  readonly columns: readonly Column[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ComponentChildren[] }[];
}): JSX.Element {
  return (
    // Focusable, so that a keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section class="table-frame" aria-label={props.caption} tabIndex={0}>
      <table class="table">
        <caption class={props.hideCaption === true ? 'visually-hidden' : undefined}>
          {props.caption}
        </caption>
        <thead>
          <tr>
            {props.columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={column.isNumber === true ? 'is-number' : undefined}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={row.key}>
              {row.cells.map((cell, i) => {
                const column = props.columns[i];
                const cellClass = column?.isNumber === true ? 'is-number' : undefined;
                return i === 0 ? (
                  <th key={column?.key ?? i} scope="row" class={cellClass}>
                    {cell}
                  </th>
                ) : (
                  <td key={column?.key ?? i} class={cellClass}>
                    {cell}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
