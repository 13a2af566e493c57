import type { z } from 'zod';

/** Keys of all sections after a document would be applied: what things may refer to. */
export type Keys = (section: string) => ReadonlySet<string>;

/**
 * One part of the configuration, e.g. the services: how it stands in a document and how it gets from there into the system. To add one,
 * write it and put it into the list of `sections.ts`.
 */
export interface Section<T extends object = object> {
  /** Its key in the document. */
  name: string;
  /** One thing of it, as it stands in a document. Secrets are not in what `read` gives, and optional here. */
  schema: z.ZodType<T>;
  keyOf(item: T): string;
  read(): Promise<T[]>;
  /** Makes it or changes it; `before` is as it is now. */
  put(item: T, before: T | undefined): Promise<unknown>;
  remove(item: T): Promise<unknown>;
  /**
   * Takes it out of use in a way that `put` can undo, for things that are not the same when they are made again (users lose their password).
   * `remove` then comes when everything else has gone well.
   */
  retire?(item: T): Promise<unknown>;
  /** Fields that are written but never read (passwords): not compared. */
  secrets?: readonly (keyof T & string)[];
  /** When the order of things means something: called once after the others, with all keys in their order. */
  order?(keys: string[]): Promise<unknown>;
  /** What is wrong with a thing beyond its schema, e.g. that it refers to what there will not be; null: nothing. */
  check?(item: T, keys: Keys): string | null;
  /** What is wrong with all of them together; null: nothing. */
  checkAll?(items: T[]): string | null;
}

/** Keeps the type of its things while it is written; afterwards all sections look the same. */
export const section = <T extends object>(one: Section<T>): Section => one as unknown as Section;
