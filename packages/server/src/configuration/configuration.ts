import { CentralinoError, type ConfigurationPlan } from '@centralino/protocol';
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { stringify } from 'yaml';
import { z } from 'zod';
import { diffSection, orderChanges, type Difference } from './diff.ts';
import { readYaml } from './read-yaml.ts';
import type { Section } from './section.ts';

/** Version of the document: raised when old documents could no longer be understood. */
export const documentVersion = 1;

type Wanted = { section: Section; items: object[] }[];
type Step = { what: string; run(): Promise<unknown>; undo(): Promise<unknown> };

const invalid = (detail: string): CentralinoError => new CentralinoError('configuration.invalid', detail.slice(0, 1_000));

/**
 * Everything that administrators configure, as one document: read out, compared, applied. Sections are taken in their order when things are
 * made (skillsets before the services that use them) and backwards when they are removed.
 */
export class Configuration {
  readonly #sections: readonly Section[];
  readonly #logger: Pick<Logger, 'error'>;
  /** One document at a time: two at once would undo each other's steps. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(sections: readonly Section[], logger: Pick<Logger, 'error'>) {
    this.#sections = sections;
    this.#logger = logger;
  }

  /** The whole configuration as YAML, without secrets. */
  async export(): Promise<string> {
    const document: Record<string, unknown> = { version: documentVersion };
    for (const { name, read } of this.#sections) document[name] = await read();
    const head = '# The configuration of Centralino. Passwords and other secrets are not in it.\n';
    return head + stringify(document, { lineWidth: 120, aliasDuplicateObjects: false });
  }

  /** What applying this document would change. Throws `configuration.invalid`. */
  async plan(yaml: string): Promise<ConfigurationPlan> {
    const { changes, fingerprint } = await this.#compare(yaml);
    return { fingerprint, changes: changes.map(({ before: _before, after: _after, ...change }) => change) };
  }

  /**
   * Applies it and answers what was changed. Nothing is touched unless the whole document is valid; when a step is refused all the same (an
   * agent is in a talk), the steps before it are undone and the error says which. Throws `configuration.changed` when the configuration is
   * not that of the plan.
   */
  apply(yaml: string, fingerprint?: string): Promise<ConfigurationPlan> {
    const result = this.#last.then(() => this.#apply(yaml, fingerprint));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #apply(yaml: string, fingerprint: string | undefined): Promise<ConfigurationPlan> {
    const compared = await this.#compare(yaml);
    if (fingerprint !== undefined && fingerprint !== compared.fingerprint) throw new CentralinoError('configuration.changed');
    const done: Step[] = [];
    for (const step of stepsOf(compared.wanted, compared.changes, compared.current)) {
      try {
        await step.run();
        done.push(step);
      } catch (error) {
        await this.#undo(done);
        if (!(error instanceof CentralinoError)) throw error;
        throw new CentralinoError(error.code, `${step.what}${error.detail === undefined ? '' : `: ${error.detail}`}`, { cause: error });
      }
    }
    return { fingerprint: compared.fingerprint, changes: compared.changes.map(({ before: _before, after: _after, ...change }) => change) };
  }

  async #undo(done: Step[]): Promise<void> {
    for (const step of done.reverse()) {
      try {
        await step.undo();
      } catch (error) {
        // The others still go back; what did not is in the log, and in the differences to the document before.
        this.#logger.error({ err: error, step: step.what }, 'A step of a configuration that failed could not be undone');
      }
    }
  }

  async #compare(yaml: string): Promise<{ wanted: Wanted; current: Map<Section, object[]>; changes: Difference[]; fingerprint: string }> {
    const wanted = await this.#parse(yaml);
    const current = new Map<Section, object[]>();
    for (const section of this.#sections) current.set(section, await section.read());
    this.#check(wanted, current);
    const changes: Difference[] = [];
    for (const { section, items } of wanted) {
      const now = current.get(section) ?? [];
      changes.push(...diffSection(section, now, items));
      if (!orderChanges(section, now, items)) continue;
      const keys = (list: object[]): string => JSON.stringify(list.map(section.keyOf));
      changes.push({
        section: section.name,
        key: '*',
        kind: 'changed',
        fields: [{ path: 'order', before: keys(now), after: keys(items) }],
      });
    }
    const hash = createHash('sha256')
      .update(JSON.stringify([...current.values()]))
      .update('\0')
      .update(yaml);
    return { wanted, current, changes, fingerprint: hash.digest('hex') };
  }

  async #parse(yaml: string): Promise<Wanted> {
    const value = await readYaml(yaml);
    const shape = z.strictObject({
      version: z.literal(documentVersion),
      ...Object.fromEntries(this.#sections.map(({ name, schema }) => [name, z.array(schema).max(10_000).optional()])),
    });
    const parsed = shape.safeParse(value);
    if (!parsed.success) {
      throw invalid(
        parsed.error.issues
          .slice(0, 5)
          .map(({ path, message }) => `${path.join('.') || 'document'}: ${message}`)
          .join('; '),
      );
    }
    const content = parsed.data as Record<string, unknown>;
    return this.#sections.flatMap((section) => {
      const items = content[section.name] as object[] | undefined;
      return items === undefined ? [] : [{ section, items }];
    });
  }

  #check(wanted: Wanted, current: Map<Section, object[]>): void {
    const itemsOf = (section: Section): object[] => wanted.find((one) => one.section === section)?.items ?? current.get(section) ?? [];
    const keys = new Map(this.#sections.map((section) => [section.name, new Set(itemsOf(section).map(section.keyOf))]));
    for (const { section, items } of wanted) {
      const seen = new Set<string>();
      for (const item of items) {
        const key = section.keyOf(item);
        if (seen.has(key)) throw invalid(`${section.name}: ${key} is there twice`);
        seen.add(key);
      }
    }
    // Also sections that stay as they are: they may refer to what the document removes.
    for (const section of this.#sections) {
      const items = itemsOf(section);
      for (const item of items) {
        const problem = section.check?.(item, (name) => keys.get(name) ?? new Set()) ?? null;
        if (problem !== null) throw invalid(`${section.name}, ${section.keyOf(item)}: ${problem}`);
      }
      const problem = section.checkAll?.(items) ?? null;
      if (problem !== null) throw invalid(`${section.name}: ${problem}`);
    }
  }
}

function stepsOf(wanted: Wanted, changes: Difference[], current: Map<Section, object[]>): Step[] {
  const of = (section: Section, removed: boolean): Difference[] =>
    changes.filter((one) => one.section === section.name && (one.kind === 'removed') === removed && one.key !== '*');
  const made = wanted.flatMap(({ section, items }): Step[] => [
    ...of(section, false).map(({ key, before, after = {} }): Step => ({
      what: `${section.name}, ${key}`,
      run: () => section.put(after, before),
      undo: () => (before === undefined ? section.remove(after) : section.put(before, after)),
    })),
    ...orderSteps(section, current.get(section) ?? [], items, of(section, false).length > 0),
  ]);
  const backwards = [...wanted].reverse();
  const remove = ({ section }: Wanted[number]): Step[] =>
    of(section, true).map(({ key, before = {} }) => ({
      what: `${section.name}, ${key}`,
      run: () => section.remove(before),
      undo: () => section.put(before, undefined),
    }));
  const retire = ({ section }: Wanted[number]): Step[] =>
    of(section, true).map(({ key, before = {} }) => ({
      what: `${section.name}, ${key}`,
      run: () => section.retire?.(before) ?? Promise.resolve(),
      undo: () => section.put(before, before),
    }));
  return [
    ...made,
    ...backwards.flatMap((one) => (one.section.retire === undefined ? remove(one) : retire(one))),
    ...backwards.flatMap((one) => (one.section.retire === undefined ? [] : remove(one))),
  ];
}

function orderSteps(section: Section, now: object[], items: object[], changed: boolean): Step[] {
  const { order, keyOf } = section;
  if (order === undefined || (!changed && !orderChanges(section, now, items))) return [];
  return [{ what: `${section.name}, order`, run: () => order(items.map(keyOf)), undo: () => order(now.map(keyOf)) }];
}
