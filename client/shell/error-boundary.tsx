// Owns what is shown when a screen breaks: what was kept, and a way on. Models outlive the screen, so typing is not lost.

import { Component, type ComponentChildren, type JSX } from 'preact';
import { t, tText } from '../i18n/index.ts';
import type { KeptModels } from '../services.tsx';
import { Button, ButtonRow, LinkButton } from '../ui/button.tsx';
import { Sheet } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';

interface Props {
  readonly kept: KeptModels;
  readonly children: ComponentChildren;
}

// Preact knows error boundaries only as classes.
export class ErrorBoundary extends Component<Props, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false };

  static override getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ComponentChildren {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <BrokenScreen kept={this.props.kept} onAgain={() => this.setState({ hasFailed: false })} />
    );
  }
}

function BrokenScreen(props: {
  readonly kept: KeptModels;
  readonly onAgain: () => void;
}): JSX.Element {
  const unsaved = props.kept.unsaved();
  return (
    <main class="page page-narrow">
      <Sheet>
        <h1>{t('broken.title')}</h1>
        <Notice tone="good" title={t('broken.savedIsSafe')} live="now">
          {unsaved.length === 0 ? (
            <p>{t('broken.nothingOpen')}</p>
          ) : (
            <>
              <p>{t('broken.kept')}</p>
              <ul>
                {unsaved.map((text) => (
                  <li key={text.key}>{tText(text)}</li>
                ))}
              </ul>
            </>
          )}
        </Notice>
        <ButtonRow>
          <Button look="primary" icon="refresh" onPress={props.onAgain}>
            {t('broken.again')}
          </Button>
          <LinkButton href="/" outside>
            {t('broken.toList')}
          </LinkButton>
        </ButtonRow>
      </Sheet>
    </main>
  );
}
