// Owns the gallery for developers: every screen with made-up people, under `vite` or `vite build --mode gallery`.

import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { App } from '../../app.tsx';
import type { Services } from '../../services.tsx';
import type { Settings } from '../../settings.ts';
import { createFakeServices } from '../../testing/fake-services.ts';
import { scenes } from './scenes.ts';

export function Gallery(props: {
  readonly settings: Settings;
  readonly scene: string | null;
}): JSX.Element {
  const scene = props.scene === null ? undefined : scenes[props.scene];
  const [services, setServices] = useState<Services | null>(null);
  useEffect(() => {
    if (scene === undefined) return;
    void scene.tablet().then((tablet) => {
      history.replaceState(null, '', scene.path);
      const made = createFakeServices(tablet, props.settings);
      const isOn = scene.isPractice === true;
      setServices({ ...made, practice: { ...made.practice, isOn } });
    });
  }, [scene, props.settings]);
  if (services !== null)
    return <App services={services} linkedCode={null} address={location.origin} />;
  if (scene !== undefined) return <p>…</p>;
  return (
    <main class="page page-narrow">
      <h1>Gallery</h1>
      <ul>
        {Object.keys(scenes).map((name) => (
          <li key={name}>
            <a class="button" href={`/gallery?scene=${name}`}>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </main>
  );
}
