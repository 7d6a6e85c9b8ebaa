// Owns buttons and links that look like buttons. Every target is at least 48 px, the main one of a screen 60 px.

import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icons.tsx';

export type ButtonLook = 'primary' | 'secondary' | 'quiet' | 'danger';

interface CommonProps {
  readonly look?: ButtonLook;
  readonly icon?: IconName;
  readonly wide?: boolean;
  readonly children: ComponentChildren;
  /** Said to screen readers instead of the visible words; must contain them. */
  readonly label?: string;
}

function classesOf({ look = 'secondary', wide = false }: CommonProps): string {
  return `button button-${look}${wide ? ' button-wide' : ''}`;
}

export function Button(
  props: CommonProps & {
    readonly onPress?: () => void;
    readonly type?: 'button' | 'submit';
    /** Work is under way: the button stays in place and takes no second press. */
    readonly busy?: boolean;
    readonly disabled?: boolean;
    readonly pressed?: boolean;
    readonly expanded?: boolean;
  },
): JSX.Element {
  const isStill = props.busy === true || props.disabled === true;
  return (
    <button
      type={props.type ?? 'button'}
      class={classesOf(props)}
      aria-label={props.label}
      aria-disabled={isStill ? 'true' : undefined}
      aria-busy={props.busy === true ? 'true' : undefined}
      aria-pressed={props.pressed}
      aria-expanded={props.expanded}
      onClick={(event) => {
        if (isStill) event.preventDefault();
        else props.onPress?.();
      }}
    >
      {props.icon && <Icon name={props.icon} />}
      <span>{props.children}</span>
    </button>
  );
}

/** A link to another screen. `outside`: leaves this program's screens by a full page load. */
export function LinkButton(
  props: CommonProps & { readonly href: string; readonly outside?: boolean },
): JSX.Element {
  return (
    <a
      class={classesOf(props)}
      href={props.href}
      target={props.outside === true ? '_top' : undefined}
      aria-label={props.label}
    >
      {props.icon && <Icon name={props.icon} />}
      <span>{props.children}</span>
    </a>
  );
}

/** Buttons in a row that wraps; the first is the main one. */
export function ButtonRow({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <div class="button-row">{children}</div>;
}
