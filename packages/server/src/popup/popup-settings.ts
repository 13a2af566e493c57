import type { PopupSaved, PopupSettings as Settings } from '@centralino/protocol';
import {
  CentralinoError,
  emptyPopupConfig,
  originAllowed,
  originMeant,
  type PopupConfig,
  type PopupTrial,
  type PopupVariables,
} from '@centralino/protocol';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import { checkOrigins } from '../net/index.ts';
import { toJson, type Database } from '../store/database.ts';
import type { PopupFunction } from './popup-function.ts';
import { originOf, passwordAdvice } from './read-result.ts';
import { sampleCalls } from './samples.ts';

/** The configuration of popups: kept in memory, as every call that rings asks for it. */
export class PopupSettings {
  readonly #db: Kysely<Database>;
  readonly #function: PopupFunction;
  readonly #now: () => number;
  #config: Promise<PopupConfig> | null = null;

  constructor(options: { db: Kysely<Database>; popupFunction: PopupFunction; now: () => number }) {
    this.#db = options.db;
    this.#function = options.popupFunction;
    this.#now = options.now;
  }

  config(): Promise<PopupConfig> {
    this.#config ??= this.#load();
    // A database that was away for a moment is asked again the next time.
    this.#config.catch(() => (this.#config = null));
    return this.#config;
  }

  async settings(): Promise<z.infer<typeof Settings>> {
    const config = await this.config();
    return { config, samples: sampleCalls(serviceOf(config)) };
  }

  /** The origins of pages that the desk may show in frames because of popups. */
  async frameOrigins(): Promise<string[]> {
    const { enabled, frameOrigins } = await this.config();
    return enabled ? frameOrigins.flatMap((one) => originMeant(one) ?? []) : [];
  }

  /** Saves after every sample call went well. Throws `popup.invalid` with the sample and the line at which one did not. */
  async save(config: PopupConfig): Promise<z.infer<typeof PopupSaved>> {
    checkOrigins('frameOrigins', config.frameOrigins);
    if (/USER_PASSWORD/.test(config.source)) throw invalid('passwordForbidden', passwordAdvice);
    const trials = [];
    for (const { name, variables } of config.source.trim() === '' ? [] : sampleCalls(serviceOf(config))) {
      const trial = await this.#function.tryOut(config.source, variables);
      if (trial.failure !== null) {
        const { message, line, kind } = trial.failure;
        throw invalid(kind, `${line === null ? '' : `line ${line}: `}${message} (sample call: ${name.en})`);
      }
      trials.push({ name, ...trial, warnings: [...trial.warnings, ...originWarnings(config, trial)] });
    }
    await this.#db
      .insertInto('popup_config')
      .values({ id: 1, config: toJson(config), updated_at: this.#now() })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ config: toJson(config), updated_at: this.#now() }))
      .execute();
    this.#config = Promise.resolve(config);
    this.#function.renewed();
    return { config, trials };
  }

  /** Runs it for one call: the first sample, with these variables instead of its own. */
  async tryOut(source: string, variables: { [K in keyof PopupVariables]?: PopupVariables[K] | undefined }): Promise<PopupTrial> {
    const config = await this.config();
    const [sample] = sampleCalls(serviceOf(config));
    const trial = await this.#function.tryOut(source, { ...sample?.variables, ...variables } as Partial<PopupVariables>);
    const password = /USER_PASSWORD/.test(source) ? [passwordAdvice] : [];
    return { ...trial, warnings: [...password, ...trial.warnings, ...originWarnings(config, trial)] };
  }

  async #load(): Promise<PopupConfig> {
    const row = await this.#db.selectFrom('popup_config').select('config').where('id', '=', 1).executeTakeFirst();
    return row?.config ?? emptyPopupConfig;
  }
}

const invalid = (field: string, detail: string): CentralinoError =>
  new CentralinoError('popup.invalid', detail, { fields: { source: field } });

/** A service that popups are on for, so that a function that looks at it does something. */
const serviceOf = ({ services }: PopupConfig): string =>
  Object.entries(services).find(([, channels]) => Object.values(channels).includes('server'))?.[0] ??
  Object.keys(services)[0] ??
  'customercare';

/** Pages that are meant for a frame but would not be let into one. */
function originWarnings({ frameOrigins }: PopupConfig, { result }: PopupTrial): string[] {
  if (result === null || result.webClientTabName !== null) return [];
  if (result.webClientOpenNewTab === true || result.webClientOpenNewWindow === true) return [];
  const origins = new Set(
    [result.onRing, result.onAnswer, result.onHangup, result.onDemand].map((url) =>
      url === null || url.trim() === '' ? null : originOf(url.trim()),
    ),
  );
  return [...origins]
    .filter((origin) => origin !== null && !originAllowed(frameOrigins, origin))
    .map((origin) => `${origin} is not among the origins that may be shown inside the desk: add it, or open a tab`);
}
