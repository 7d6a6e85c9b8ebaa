// Owns what the screen tells: notices, status words and the stamp. Tone is always doubled by an icon and words.

import type { ComponentChildren, JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './icons.tsx';

export type Tone = 'plain' | 'saved' | 'good' | 'wait' | 'warn' | 'bad';

const iconOfTone: Record<Tone, IconName> = {
  plain: 'info',
  saved: 'saved',
  good: 'confirmed',
  wait: 'checking',
  warn: 'warning',
  bad: 'warning',
};

/** `live`: spoken when it appears. 'now' is for what must not be missed, such as "not saved". */
export function Notice(props: {
  readonly tone: Tone;
  readonly title?: string;
  readonly icon?: IconName;
  readonly live?: 'polite' | 'now';
  readonly children?: ComponentChildren;
}): JSX.Element {
  const role = props.live === 'now' ? 'alert' : props.live === 'polite' ? 'status' : undefined;
  return (
    <div class={`notice tone-${props.tone}`} role={role}>
      <Icon name={props.icon ?? iconOfTone[props.tone]} size={30} />
      <div class="notice-words">
        {props.title !== undefined && <p class="notice-title">{props.title}</p>}
        {props.children !== undefined && <div class="notice-body">{props.children}</div>}
      </div>
    </div>
  );
}

/** A state in one line: icon and words. */
export function StatusWords(props: {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <span class={`status-words tone-${props.tone}`}>
      <Icon name={props.icon} size={20} />
      <span>{props.children}</span>
    </span>
  );
}

/** The ink stamp of a finished record. It takes the focus when it comes, so that it is read out, and in view in its first frame. */
export function Stamp(props: {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly children: ComponentChildren;
}): JSX.Element {
  const stamp = useRef<HTMLOutputElement>(null);
  useLayoutEffect(() => {
    stamp.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, []);
  return (
    <output class={`stamp tone-${props.tone}`} tabIndex={-1} ref={stamp}>
      <Icon name={props.icon} size={40} />
      <span>{props.children}</span>
    </output>
  );
}
