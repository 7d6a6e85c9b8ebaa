// Owns the large number pad and its field: works by touch, by a physical keyboard, and with Devanagari digits.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../i18n/index.ts';
import { Icon } from './icons.tsx';
import { FieldFault } from './field.tsx';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;
const devanagariZero = 0x0966;

/** Latin digits only, whatever script or sign was typed. */
export function digitsOf(typed: string): string {
  return typed
    .replace(/[\u0966-\u096F]/g, (digit) => String(digit.charCodeAt(0) - devanagariZero))
    .replace(/\D/g, '');
}

export interface NumberPadProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (digits: string) => void;
  /** Boxes drawn for the digits. */
  readonly digits: number;
  /** Digits taken at most: more than `digits` when a longer number deserves its own answer. */
  readonly digitsMax?: number;
  /** Dots instead of digits. */
  readonly isSecret?: boolean;
  readonly hint?: string;
  readonly fault?: string | null;
  readonly submitLabel?: string;
  readonly onSubmit?: () => void;
  readonly busy?: boolean;
  readonly takeFocus?: boolean;
  /** Without the pad: only the boxes and the keyboard. */
  readonly hidePad?: boolean;
}

export function NumberPad(props: NumberPadProps): JSX.Element {
  const max = props.digitsMax ?? props.digits;
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (props.takeFocus === true) field.current?.focus({ preventScroll: true });
  }, [props.takeFocus, props.id]);
  const change = (digits: string): void => {
    if (props.busy !== true) props.onChange(digits.slice(0, max));
  };
  usePhysicalDigits(props.value, change);
  return (
    <div class="pad">
      <label class="field-label" for={props.id}>
        {props.label}
      </label>
      {props.hint !== undefined && (
        <p class="field-hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
      <div class={props.value.length > 8 ? 'pad-boxes pad-boxes-long' : 'pad-boxes'}>
        {Array.from({ length: Math.max(props.digits, props.value.length) }, (_, i) => (
          <span
            key={i}
            class={i === props.value.length ? 'pad-box pad-box-next' : 'pad-box'}
            aria-hidden="true"
          >
            {props.value[i] === undefined ? '' : props.isSecret === true ? '●' : props.value[i]}
          </span>
        ))}
        <input
          ref={field}
          id={props.id}
          class="pad-input"
          type={(props.isSecret === true ? 'password' : 'text') as 'text'}
          inputMode="none"
          autoComplete="off"
          value={props.value}
          aria-invalid={props.fault ? 'true' : undefined}
          aria-describedby={`${props.id}-fault`}
          onInput={(event) => {
            const digits = digitsOf(event.currentTarget.value).slice(0, max);
            // The field must show what is kept, also when a sign was dropped.
            event.currentTarget.value = digits;
            change(digits);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            if (props.busy !== true) props.onSubmit?.();
          }}
        />
      </div>
      <FieldFault id={`${props.id}-fault`} fault={props.fault} />
      {props.hidePad !== true && (
        <fieldset class="pad-keys" aria-label={t('ui.numberPad')}>
          {keys.map((digit) => (
            <PadKey key={digit} digit={digit} onPress={() => change(props.value + digit)} />
          ))}
          <button
            type="button"
            class="pad-key pad-key-word"
            onClick={() => change(props.value.slice(0, -1))}
          >
            <Icon name="erase" size={30} />
            <span class="visually-hidden">{t('ui.eraseDigit')}</span>
          </button>
          <PadKey digit="0" onPress={() => change(`${props.value}0`)} />
          {props.onSubmit && (
            <button
              type="button"
              class="pad-key pad-key-go"
              aria-disabled={props.busy === true ? 'true' : undefined}
              aria-busy={props.busy === true ? 'true' : undefined}
              onClick={() => {
                if (props.busy !== true) props.onSubmit?.();
              }}
            >
              {props.submitLabel ?? t('ui.done')}
            </button>
          )}
        </fieldset>
      )}
    </div>
  );
}

/** A physical keyboard works wherever the focus stands, unless it stands in another field. */
function usePhysicalDigits(value: string, change: (digits: string) => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const isInField =
        event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (isInField || event.ctrlKey || event.altKey || event.metaKey) return;
      const digit = event.key.length === 1 ? digitsOf(event.key) : '';
      if (digit !== '') change(value + digit);
      else if (event.key === 'Backspace') change(value.slice(0, -1));
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  });
}

function PadKey(props: { readonly digit: string; readonly onPress: () => void }): JSX.Element {
  return (
    <button type="button" class="pad-key" onClick={props.onPress}>
      {props.digit}
    </button>
  );
}
