// Owns how pages reach what main built, and the models that outlive a page: what was typed is kept while people move about.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { AadhaarAnswer } from '../schemas/rules/aadhaar-qr.ts';
import type { Text } from './i18n/index.ts';
import type {
  Alarm,
  AppUpdate,
  Battery,
  CardChecker,
  CodeScanner,
  FileSharer,
  PracticeMode,
  StorageCare,
} from './ports.ts';
import type { Settings } from './settings.ts';
import type { Tablet } from './tablet.ts';

/** `unsaved`: what a person typed that is not yet recorded, in words; null when there is nothing. */
export interface KeptModel {
  readonly unsaved: () => Text | null;
}

export interface KeptModels {
  readonly get: <Model extends object>(key: string, create: () => Model) => Model;
  readonly drop: (key: string) => void;
  readonly unsaved: () => readonly Text[];
}

export interface Services {
  readonly tablet: Tablet;
  readonly scanner: CodeScanner;
  readonly cards: CardChecker;
  /** `key`: of the day's list; null where this register has none. */
  readonly readAadhaar: (key: string | null, text: string) => Promise<AadhaarAnswer>;
  readonly sharer: FileSharer;
  readonly battery: Battery;
  readonly alarm: Alarm;
  readonly practice: PracticeMode;
  readonly update: AppUpdate;
  readonly storage: StorageCare;
  readonly settings: Settings;
  readonly kept: KeptModels;
  readonly appVersion: string;
}

export function createKeptModels(): KeptModels {
  const models = new Map<string, object | KeptModel>();
  return {
    get: <Model extends object>(key: string, create: () => Model): Model => {
      const known = models.get(key);
      if (known !== undefined) return known as Model;
      const created = create();
      models.set(key, created);
      return created;
    },
    drop: (key) => void models.delete(key),
    unsaved: () =>
      [...models.values()].flatMap((model) => ('unsaved' in model ? (model.unsaved() ?? []) : [])),
  };
}

const ServicesContext = createContext<Services | null>(null);
export const ServicesProvider = ServicesContext.Provider;

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) throw new Error('A page was shown outside of the app.');
  return services;
}

/** The model of a page, made once for its key and kept when the page is left. */
export function useKept<Model extends object>(
  key: string,
  create: (services: Services) => Model,
): Model {
  const services = useServices();
  return services.kept.get(key, () => create(services));
}
