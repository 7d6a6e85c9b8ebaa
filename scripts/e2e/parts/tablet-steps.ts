// Owns the steps a person takes on a tablet, in the words on its screen, in any of its languages.

import { readFileSync } from 'node:fs';
import IntlMessageFormat from 'intl-messageformat';
import { expect } from 'vitest';
import type { Locator, Page } from 'playwright-core';

export type Language = 'en' | 'hi' | 'mr';
export const languageNames: Readonly<Record<Language, string>> = {
  en: 'English',
  hi: 'हिंदी',
  mr: 'मराठी',
};

type Tree = { readonly [key: string]: string | Tree };
const folder = new URL('../../../client/i18n/', import.meta.url);
const texts = new Map<string, Tree>();

/** A text as the screen shows it; a message with placeholders becomes a pattern that takes anything in their place. */
export function words(language: Language, key: string): string | RegExp {
  const file = key.startsWith('desk.') ? `desk.${language}` : language;
  if (!texts.has(file))
    texts.set(file, JSON.parse(readFileSync(new URL(`${file}.json`, folder), 'utf8')) as Tree);
  const tree = texts.get(file)!;
  const found =
    tree[key] ??
    key
      .split('.')
      .reduce<Tree | string | undefined>(
        (at, part) => (typeof at === 'object' ? at[part] : at),
        tree,
      );
  if (typeof found !== 'string') throw new Error(`no text ${key} in ${language}`);
  if (!found.includes('{')) return found;
  return new RegExp(patternOf(new IntlMessageFormat(found, language).getAst() as MessageNode[]));
}

interface MessageNode {
  readonly type: number;
  readonly value?: string;
  readonly options?: Readonly<Record<string, { readonly value: MessageNode[] }>>;
}

/** Literal text as it stands, a choice between forms as one of them, a number or argument as anything. */
function patternOf(nodes: readonly MessageNode[]): string {
  const literal = 0;
  return nodes
    .map((node) => {
      if (node.type === literal) return escapePattern(node.value ?? '');
      if (node.options === undefined) return '.+';
      return `(?:${Object.values(node.options)
        .map((option) => patternOf(option.value))
        .join('|')})`;
    })
    .join('');
}

export interface TabletSteps {
  readonly say: (key: string) => string | RegExp;
  readonly button: (key: string) => Locator;
  readonly enrol: (code: string) => Promise<void>;
  /** Returns the name on the card, by which the same person unlocks. */
  readonly choosePin: (staff: string | RegExp, pin: string) => Promise<string>;
  /** Of the page that lets colleagues in: from the list, without a vouch. */
  readonly addColleague: (staff: string | RegExp, pin: string) => Promise<string>;
  /** With the PIN of whoever is in charge. */
  readonly vouchFor: (
    staff: string | RegExp,
    voucher: string | RegExp,
    voucherPin: string,
    pin: string,
  ) => Promise<string>;
  readonly unlock: (staff: string | RegExp, pin: string) => Promise<void>;
  readonly find: (text: string) => Promise<void>;
  /** The person stands on the list, found by reference id. */
  readonly seeListed: (person: {
    readonly name: string;
    readonly referenceId: string;
  }) => Promise<void>;
  readonly openPerson: (search: string, name: string) => Promise<void>;
  readonly openList: () => Promise<void>;
  readonly openVial: () => Promise<void>;
  readonly typeCode: (code: string) => Promise<void>;
  /** Refused, in whichever words fit: made-up digits may happen to be a family member's code or a birth year. */
  readonly seeCodeRefused: () => Promise<void>;
  readonly see: (key: string, secondsMax?: number) => Promise<void>;
}

export function createTabletSteps(page: Page, language: Language = 'en'): TabletSteps {
  const say = (key: string): string | RegExp => words(language, key);
  const button = (key: string): Locator => page.getByRole('button', { name: say(key) });
  const refusals = ['wrong', 'family-member', 'end-of-reference-id', 'end-of-phone', 'birth-year'];
  const see = async (key: string, secondsMax = 30): Promise<void> => {
    await page
      .getByText(say(key))
      .filter({ visible: true })
      .first()
      .waitFor({ state: 'visible', timeout: secondsMax * 1000 });
  };
  const pressDigits = async (digits: string): Promise<void> => {
    for (const digit of digits)
      await page.getByRole('button', { name: digit, exact: true }).click();
  };
  const openList = async (): Promise<void> => {
    await page
      .getByRole('link', { name: say('nav.list') })
      .first()
      .click();
    await page
      .getByRole('searchbox')
      .or(page.getByLabel(say('list.search')))
      .first()
      .waitFor();
  };
  const find = async (text: string): Promise<void> => {
    await page.getByLabel(say('list.search')).first().fill(text);
  };
  const setPin = async (pin: string): Promise<string> => {
    await page.getByLabel(say('pin.choose')).waitFor();
    const name = (await page.locator('main h1').first().textContent()) ?? '';
    await pressDigits(pin);
    await button('ui.next').click();
    await page.getByLabel(say('pin.again')).waitFor();
    await pressDigits(pin);
    await button('pin.set').click();
    return name.trim();
  };
  return {
    say,
    button,
    see,
    find,
    openList,
    seeCodeRefused: async () => {
      const [first, ...others] = refusals.map((hint) => page.getByText(say(`code.${hint}`)));
      await others
        .reduce((any, next) => any.or(next), first!)
        .first()
        .waitFor();
    },
    seeListed: async ({ name, referenceId }) => {
      await page.getByLabel(say('list.search')).first().waitFor();
      await find(referenceId);
      await page.getByText(name).first().waitFor();
      await find('');
    },
    enrol: async (code) => {
      await page.getByLabel(say('enrol.code')).fill(code);
      await button('enrol.submit').click();
    },
    // The cover names whoever is at work, too: a name is chosen on the page below it.
    addColleague: async (staff, pin) => {
      await page.getByRole('main').getByRole('button', { name: staff }).first().click();
      await button('addStaff.without').click();
      return setPin(pin);
    },
    vouchFor: async (staff, voucher, voucherPin, pin) => {
      const choices = page.getByRole('main');
      await choices.getByRole('button', { name: staff }).first().click();
      await choices.getByRole('button', { name: voucher }).first().click();
      await page.getByLabel(say('addStaff.voucherPin')).waitFor();
      await pressDigits(voucherPin);
      await button('ui.next').click();
      return setPin(pin);
    },
    choosePin: async (staff, pin) => {
      await page.getByRole('button', { name: staff }).first().click();
      return setPin(pin);
    },
    unlock: async (staff, pin) => {
      await page.getByRole('button', { name: staff }).first().click();
      await page.getByLabel(say('unlock.pin')).waitFor();
      await pressDigits(pin);
      await button('unlock.open').click();
      await page
        .getByRole('link', { name: say('nav.list') })
        .first()
        .waitFor();
    },
    openPerson: async (search, name) => {
      await openList();
      await find(search);
      await page
        .getByRole('link', { name: new RegExp(escapePattern(name)) })
        .first()
        .click();
      await page
        .getByRole('heading', { name: new RegExp(escapePattern(name)) })
        .first()
        .waitFor();
    },
    openVial: async () => {
      await page
        .getByRole('link', { name: say('nav.vials') })
        .first()
        .click();
      const batch = page.getByRole('radio').first();
      if (!(await batch.isVisible())) await button('vial.open').first().click();
      await page
        .getByRole('group', { name: say('vial.batch') })
        .getByRole('radio')
        .first()
        .check({ force: true });
      await button('vial.openNamed').click();
      await see('vial.drawn');
    },
    typeCode: async (code) => {
      const field = page.getByLabel(say('code.label'));
      await field.waitFor();
      await field.fill('');
      await pressDigits(code);
      await button('code.check').click();
    },
  };
}

export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

export async function expectNoFaults(
  faults: readonly string[],
  strangers: readonly string[],
): Promise<void> {
  expect(faults).toEqual([]);
  expect(strangers).toEqual([]);
}
