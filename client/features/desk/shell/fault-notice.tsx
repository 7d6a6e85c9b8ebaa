// Owns what the desk says when the server gave no answer: what happened, and what to do.

import type { JSX } from 'preact';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import type { DeskFault } from '../desk-client.ts';
import { say, saySpan } from '../desk-texts.ts';

export function sayFault(fault: DeskFault): string {
  if (fault.outcome === 'wait') return say('fault.wait', { span: saySpan(fault.seconds) });
  return say(`fault.${fault.outcome}`);
}

export function FaultNotice(props: {
  readonly fault: DeskFault;
  readonly onAgain?: () => void;
}): JSX.Element {
  const icon = props.fault.outcome === 'offline' ? 'offline' : 'warning';
  return (
    <Notice tone="warn" icon={icon} live="polite">
      <p>{sayFault(props.fault)}</p>
      {props.onAgain && (
        <div>
          <Button icon="refresh" onPress={props.onAgain}>
            {say('common.tryAgain')}
          </Button>
        </div>
      )}
    </Notice>
  );
}
