// Owns the gallery's first page: every scene at once, small, in one language, theme and size that can be chosen.

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { languages } from '../i18n/language.ts';
import type { Theme } from '../ports.ts';
import './gallery.css';

interface Look {
  readonly language: string;
  readonly theme: Theme;
  /** `width x height` in CSS pixels. */
  readonly size: string;
}

const sizes = ['360x740', '800x1280', '1280x800'];
const themes = ['standard', 'sunlight'] as const;
/** CSS pixels: how wide a picture stands on the page. */
const pictureWidth = 320;

export function readLook(search: string): Look {
  const asked = new URLSearchParams(search);
  return {
    language: asked.get('lang') ?? 'en',
    theme: asked.get('theme') === 'sunlight' ? 'sunlight' : 'standard',
    size: asked.get('size') ?? sizes[0]!,
  };
}

export function GalleryIndex(props: { readonly names: readonly string[] }): JSX.Element {
  const [look, setLook] = useState(readLook(location.search));
  return (
    <main class="gallery">
      <h1>Gallery</h1>
      <form class="gallery-look">
        <Choice
          label="Language"
          value={look.language}
          options={languages}
          onChoose={(language) => setLook({ ...look, language })}
        />
        <Choice
          label="Theme"
          value={look.theme}
          options={themes}
          onChoose={(theme) => setLook({ ...look, theme })}
        />
        <Choice
          label="Size"
          value={look.size}
          options={sizes}
          onChoose={(size) => setLook({ ...look, size })}
        />
      </form>
      <ul class="gallery-pictures">
        {props.names.map((name) => (
          <Picture key={`${name} ${look.language} ${look.theme}`} name={name} look={look} />
        ))}
      </ul>
    </main>
  );
}

function Choice<Option extends string>(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChoose: (option: Option) => void;
}): JSX.Element {
  return (
    <label>
      {props.label}{' '}
      <select
        value={props.value}
        onChange={(event) => {
          const chosen = props.options.find((option) => option === event.currentTarget.value);
          if (chosen !== undefined) props.onChoose(chosen);
        }}
      >
        {props.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}

function Picture({ name, look }: { readonly name: string; readonly look: Look }): JSX.Element {
  const [width = 360, height = 740] = look.size.split('x').map(Number);
  const scale = pictureWidth / width;
  const address = `/gallery?scene=${name}&lang=${look.language}&theme=${look.theme}`;
  return (
    <li>
      <div
        class="gallery-frame"
        style={{ width: `${pictureWidth}px`, height: `${height * scale}px` }}
      >
        <iframe
          title={name}
          src={address}
          loading="lazy"
          width={width}
          height={height}
          style={{ transform: `scale(${scale})` }}
        />
      </div>
      <a href={address}>{name}</a>
    </li>
  );
}
