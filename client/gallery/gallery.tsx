// Owns the gallery for developers: every screen with made-up people, under `vite` or `vite build --mode gallery`.

import { LocationProvider } from 'preact-iso';
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { App } from '../app.tsx';
import { fetchTheRest } from '../device/when-needed.ts';
import { isLanguage } from '../i18n/language.ts';
import type { Settings } from '../settings.ts';
import { createFakeServices } from '../testing/fake-services.ts';
import { DeskApp } from '../features/desk/desk-app.tsx';
import { fakeNow } from '../features/desk/testing/fake-now.ts';
import { deskScenes, type DeskScene } from './desk-scenes.ts';
import { GalleryIndex, readLook } from './gallery-index.tsx';
import { moreScenes } from './more-scenes.ts';
import { scenes, type Scene } from './scenes.ts';

const tabletScenes: Readonly<Record<string, Scene>> = { ...scenes, ...moreScenes };

/** The desk's clock stands still: a picture taken twice is the same picture. */
const stillTime = { now: () => fakeNow, every: () => () => undefined };

export function Gallery(props: {
  readonly settings: Settings;
  readonly scene: string | null;
}): JSX.Element {
  const { scene, settings } = props;
  const [shown, setShown] = useState<JSX.Element | null>(null);
  useEffect(() => {
    if (scene === null) return;
    const { language, theme } = readLook(location.search);
    if (isLanguage(language)) settings.chooseLanguage(language);
    settings.chooseTheme(theme);
    void show(scene, settings).then((element) => {
      setShown(element);
      // For whoever takes pictures: the screen stands.
      document.documentElement.dataset['scene'] = scene;
    });
  }, [scene, settings]);
  if (scene === null)
    return <GalleryIndex names={[...Object.keys(tabletScenes), ...Object.keys(deskScenes)]} />;
  return shown ?? <p>…</p>;
}

/** All of the app is here before a scene is: its screens come later to a tablet, never into a picture. */
async function show(name: string, settings: Settings): Promise<JSX.Element> {
  await fetchTheRest();
  const tabletScene = tabletScenes[name];
  if (tabletScene !== undefined) return showTablet(tabletScene, settings);
  const deskScene = deskScenes[name];
  if (deskScene !== undefined) return showDesk(deskScene, settings);
  return <p>There is no scene {name}.</p>;
}

async function showTablet(scene: Scene, settings: Settings): Promise<JSX.Element> {
  const tablet = await scene.tablet();
  history.replaceState(null, '', scene.path);
  const made = createFakeServices(tablet, settings);
  const isOn = scene.isPractice === true;
  const services = { ...made, practice: { ...made.practice, isOn } };
  return <App services={services} linkedCode={null} address={location.origin} />;
}

function showDesk(scene: DeskScene, settings: Settings): JSX.Element {
  history.replaceState(null, '', scene.path);
  return (
    <LocationProvider>
      <DeskApp
        time={stillTime}
        settings={settings}
        origin={location.origin}
        client={scene.desk().client}
      />
    </LocationProvider>
  );
}
