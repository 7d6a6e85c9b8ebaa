// Owns the page as a whole: languages, what went wrong, and the stage: phone, code, doses.

import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { language, languageNames, languages } from '../i18n/language.ts';
import type { MyModel, MyProblem } from './my-model.ts';
import { Button, Field, Form } from './my-parts.tsx';
import { say } from './my-texts.ts';
import { PersonView } from './person-view.tsx';

export function MyPage({ model }: { readonly model: MyModel }): JSX.Element {
  const stage = model.stage.value;
  const head = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) head.current?.focus();
    isFirst.current = false;
  }, [stage]);
  return (
    <>
      <header class="top">
        <LanguageChoice />
      </header>
      <main>
        <h1 ref={head} tabIndex={-1}>
          {say('title')}
        </h1>
        <output class="problem">{model.problem.value && sayProblem(model.problem.value)}</output>
        {stage === 'phone' && <PhoneStage model={model} />}
        {stage === 'code' && <CodeStage model={model} />}
        {stage === 'doses' && <DosesStage model={model} />}
      </main>
    </>
  );
}

function LanguageChoice(): JSX.Element {
  return (
    <fieldset class="languages">
      <legend class="visually-hidden">{say('language')}</legend>
      {languages.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          aria-pressed={each === language.value}
          onClick={() => void (language.value = each)}
        >
          {languageNames[each]}
        </button>
      ))}
    </fieldset>
  );
}

function PhoneStage({ model }: { readonly model: MyModel }): JSX.Element {
  const isBusy = model.isBusy.value;
  return (
    <Form label={say('title')} onSend={() => void model.askCode()}>
      <p>{say('intro')}</p>
      <Field
        id="phone"
        label={say('phone')}
        hint={say('phoneHint')}
        value={model.phone.value}
        fault={model.problem.value?.outcome === 'phone' ? say('fault.phone') : null}
        isNumber
        autoComplete="tel-national"
        onInput={model.typePhone}
      />
      <Button look="main" type="submit" busy={isBusy}>
        {isBusy ? say('busy') : say('sendCode')}
      </Button>
    </Form>
  );
}

function CodeStage({ model }: { readonly model: MyModel }): JSX.Element {
  const isBusy = model.isBusy.value;
  return (
    <>
      <Form label={say('open')} onSend={() => void model.open()}>
        <p role="status">{say('codeSent', { phone: model.phone.value })}</p>
        <Field
          id="code"
          label={say('code')}
          hint={say('codeHint')}
          value={model.code.value}
          fault={model.problem.value?.outcome === 'code' ? say('fault.code') : null}
          isNumber
          autoComplete="one-time-code"
          onInput={model.typeCode}
        />
        <Button look="main" type="submit" busy={isBusy}>
          {isBusy ? say('busy') : say('open')}
        </Button>
      </Form>
      <p class="row">
        <Button onPress={() => void model.askCode()}>{say('newCode')}</Button>
        <Button onPress={model.otherPhone}>{say('otherPhone')}</Button>
      </p>
    </>
  );
}

function DosesStage({ model }: { readonly model: MyModel }): JSX.Element {
  const people = model.doses.value?.people ?? [];
  return (
    <>
      {people.length === 0 && <p role="status">{say('nobody')}</p>}
      {people.length > 1 && <p class="no-print">{say('people', { count: people.length })}</p>}
      {model.newPhone.answer.value === 'changed' && (
        <p role="status" class="good">
          {say('phone.changed')}
        </p>
      )}
      {people.map((person) => (
        <PersonView key={person.person} model={model} person={person} />
      ))}
      <p class="row no-print">
        <Button onPress={() => void model.signOut()}>{say('signOut')}</Button>
      </p>
    </>
  );
}

/** Faults of one field stand at the field. */
function sayProblem(problem: MyProblem): string | null {
  switch (problem.outcome) {
    case 'phone':
    case 'code':
      return null;
    case 'closed':
      return say('closed');
    case 'wait':
      return say('fault.wait', { minutes: problem.minutes });
    default:
      return say(`fault.${problem.outcome}`);
  }
}
