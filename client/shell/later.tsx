// Owns what stands where a screen will be whose code is not here yet: never a blank, and a fetch that failed is said and tried again.

import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { WhenNeeded } from '../device/when-needed.ts';
import { t } from '../i18n/index.ts';
import { Button, ButtonRow, LinkButton } from '../ui/button.tsx';
import { EmptyState } from '../ui/layout.tsx';
import { Notice } from '../ui/notice.tsx';

type Place = 'fetching' | 'here' | 'failed';

/** Shows a screen of `part`: at once when its code is here, which it is soon after the first screen. */
export function Later<Screens>(props: {
  readonly part: WhenNeeded<Screens>;
  readonly show: (screens: Screens) => JSX.Element;
}): JSX.Element {
  const { part, show } = props;
  const [place, setPlace] = useState<Place>('fetching');
  const screens = part.loaded();
  useEffect(() => {
    if (screens !== null || place !== 'fetching') return undefined;
    let isShown = true;
    part.load().then(
      () => isShown && setPlace('here'),
      () => isShown && setPlace('failed'),
    );
    return () => void (isShown = false);
  }, [part, screens, place]);
  if (screens !== null) return show(screens);
  return place === 'failed' ? (
    <NotFetched onAgain={() => setPlace('fetching')} />
  ) : (
    <main class="page page-narrow" aria-busy="true">
      <EmptyState icon="list" title={t('start.opening')} />
    </main>
  );
}

/** No network before everything was fetched once, or a newer version has taken the old one's files away. */
function NotFetched({ onAgain }: { readonly onAgain: () => void }): JSX.Element {
  useLayoutEffect(() => {
    addEventListener('online', onAgain);
    return () => removeEventListener('online', onAgain);
  });
  return (
    <main class="page page-narrow">
      <Notice tone="warn" icon="offline" title={t('later.notHere')} live="now">
        <p>{t('later.why')}</p>
        <p>{t('later.savedIsSafe')}</p>
      </Notice>
      <ButtonRow>
        <Button look="primary" icon="refresh" onPress={onAgain}>
          {t('later.again')}
        </Button>
        <LinkButton href="/" outside>
          {t('broken.toList')}
        </LinkButton>
      </ButtonRow>
    </main>
  );
}
