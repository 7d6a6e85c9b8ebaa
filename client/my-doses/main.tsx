// Owns the composition of the person's own page: its own small entry, without the tablet's program, list or account.

import { effect } from '@preact/signals';
import { render } from 'preact';
import '../styles/tokens.css';
import '../styles/base.css';
import './my.css';
import { createFileSaver } from '../device/save-file.ts';
import { language, languageOf } from '../i18n/language.ts';
import { createMyApi } from './my-api.ts';
import { createMyModel } from './my-model.ts';
import { MyPage } from './my-page.tsx';
import { say } from './my-texts.ts';

const root = document.getElementById('app');
if (root) {
  language.value = languageOf(navigator.languages);
  const model = createMyModel({
    api: createMyApi(),
    now: () => Math.floor(Date.now() / 1000),
    every: (milliseconds, run) => {
      const timer = setInterval(run, milliseconds);
      return () => clearInterval(timer);
    },
    saveFile: createFileSaver(),
    print: () => print(),
  });
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = `${say('title')} · Suchi`;
  });
  render(<MyPage model={model} />, root);
  // A phone that comes back to the page after the quarter of an hour shows nobody's doses, not for a moment.
  document.addEventListener('visibilitychange', model.look);
  void model.start();
}
