// Owns typed fields: a visible label, an optional hint, and the fault in words right below.

import type { JSX } from 'preact';
import { Icon } from './icons.tsx';

export interface TextFieldProps {
  /** Unique on the page; ties label, hint and fault to the field. */
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly hint?: string | undefined;
  readonly fault?: string | null | undefined;
  readonly type?: 'text' | 'search' | 'password' | 'tel' | 'date' | 'email';
  readonly inputMode?: 'text' | 'numeric' | 'tel' | 'none' | 'search';
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly multiline?: boolean;
  readonly onEnter?: () => void;
  readonly onLeave?: () => void;
}

export function TextField(props: TextFieldProps): JSX.Element {
  const describedBy = [props.hint && `${props.id}-hint`, props.fault && `${props.id}-fault`]
    .filter(Boolean)
    .join(' ');
  const common = {
    id: props.id,
    class: 'field-input',
    value: props.value,
    maxLength: props.maxLength,
    'aria-invalid': props.fault ? ('true' as const) : undefined,
    'aria-describedby': describedBy === '' ? undefined : describedBy,
    onInput: (event: Event) =>
      props.onInput((event.currentTarget as HTMLInputElement | HTMLTextAreaElement).value),
    onBlur: () => props.onLeave?.(),
  };
  return (
    <div class="field">
      <label class="field-label" for={props.id}>
        {props.label}
      </label>
      {props.hint && (
        <p class="field-hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
      {props.multiline === true ? (
        <textarea {...common} rows={3} />
      ) : (
        <input
          {...common}
          // Preact types each kind of input apart; all of these are plain text boxes to it.
          type={(props.type ?? 'text') as 'text'}
          inputMode={props.inputMode}
          autoComplete={props.autoComplete ?? 'off'}
          spellcheck={false}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && props.onEnter) {
              event.preventDefault();
              props.onEnter();
            }
          }}
        />
      )}
      <FieldFault id={`${props.id}-fault`} fault={props.fault} />
    </div>
  );
}

/** Always in the page, so that a fault is announced when it comes. */
export function FieldFault(props: {
  readonly id: string;
  readonly fault: string | null | undefined;
}): JSX.Element {
  return (
    <output class="field-fault" id={props.id}>
      {props.fault ? (
        <>
          <Icon name="warning" size={22} />
          <span>{props.fault}</span>
        </>
      ) : null}
    </output>
  );
}
