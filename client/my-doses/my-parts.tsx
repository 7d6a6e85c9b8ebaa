// Owns the few small parts the page is made of: a field with its fault below, a button, a line that is read aloud.

import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';

export function Field(props: {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly fault?: string | null;
  readonly isNumber?: boolean;
  readonly autoComplete?: string;
  readonly onInput: (text: string) => void;
}): JSX.Element {
  const taken = useRef(props.value);
  taken.current = props.value;
  const describedBy = `${props.id}-hint ${props.id}-fault`;
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      <p class="hint" id={`${props.id}-hint`}>
        {props.hint}
      </p>
      <input
        id={props.id}
        // Preact types each kind of input apart; to it all of these are plain text boxes.
        type={(props.isNumber === true ? 'tel' : 'text') as 'text'}
        inputMode={props.isNumber === true ? 'numeric' : 'text'}
        autoComplete={props.autoComplete ?? 'off'}
        value={props.value}
        aria-invalid={props.fault ? 'true' : undefined}
        aria-describedby={describedBy}
        onInput={(event) => {
          const input = event.currentTarget;
          props.onInput(input.value);
          // What the model did not take does not stay in the field.
          requestAnimationFrame(() => {
            if (input.value !== taken.current) input.value = taken.current;
          });
        }}
      />
      <output class="fault" id={`${props.id}-fault`}>
        {props.fault}
      </output>
    </div>
  );
}

export function Button(props: {
  readonly look?: 'main' | 'plain' | 'no';
  readonly busy?: boolean;
  readonly type?: 'submit' | 'button';
  readonly children: ComponentChildren;
  readonly onPress?: () => void;
}): JSX.Element {
  return (
    <button
      type={props.type ?? 'button'}
      class={`button ${props.look ?? 'plain'}`}
      aria-disabled={props.busy === true ? 'true' : undefined}
      onClick={(event) => {
        if (props.busy === true) event.preventDefault();
        else props.onPress?.();
      }}
    >
      {props.children}
    </button>
  );
}

/** A form that never leaves the page: what is typed goes into no address. */
export function Form(props: {
  readonly label: string;
  readonly onSend: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <form
      aria-label={props.label}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.onSend();
      }}
    >
      {props.children}
    </form>
  );
}
