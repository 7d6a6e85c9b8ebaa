// Owns a pick list for many choices: the platform's own, with a visible label and the fault in words below.

import type { JSX } from 'preact';
import { FieldFault } from '../../../ui/field.tsx';

export function SelectField(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChoose: (value: string) => void;
  readonly fault?: string | null;
}): JSX.Element {
  const hasFault = props.fault !== undefined;
  return (
    <div class="field">
      <label class="field-label" for={props.id}>
        {props.label}
      </label>
      <select
        id={props.id}
        class="field-input"
        value={props.value}
        aria-invalid={props.fault ? 'true' : undefined}
        aria-describedby={props.fault ? `${props.id}-fault` : undefined}
        onChange={(event) => props.onChoose(event.currentTarget.value)}
      >
        {props.choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {hasFault && <FieldFault id={`${props.id}-fault`} fault={props.fault} />}
    </div>
  );
}
