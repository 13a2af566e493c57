/*
 * Answers of the script file. Pages of this family were written both ways, `var id = getContainerID()` and `getContainerID().then(…)`, some
 * with jQuery's promises; and no page expects a call of the phone bar to throw. So nothing here ever rejects.
 */

/** A promise that also understands jQuery's words. `done` when it went well, `fail` when not, `always` in both cases. */
export interface SoftPromise<T> extends Promise<T> {
  done(callback: (value: T) => void): SoftPromise<T>;
  fail(callback: (value: T) => void): SoftPromise<T>;
  always(callback: (value: T) => void): SoftPromise<T>;
}

export function softPromise<T>(promise: Promise<T>, wentWell: (value: T) => boolean = () => true): SoftPromise<T> {
  const soft = promise as SoftPromise<T>;
  const when = (wanted: boolean | null) => (callback: (value: T) => void) => {
    void promise.then((value) => {
      if (wanted === null || wentWell(value) === wanted) callback(value);
    });
    return soft;
  };
  soft.done = when(true);
  soft.fail = when(false);
  soft.always = when(null);
  return soft;
}

/** A text that may be used at once (its value as far as it is known: `==`, `+`, every method of strings) or awaited. */
export type SoftText = string & SoftPromise<string>;

export function softText(promise: SoftPromise<string>, now: () => string): SoftText {
  const text = Object.create(String.prototype) as Record<string, unknown>;
  const define = (name: string | symbol, value: unknown): void => {
    Object.defineProperty(text, name, { value, enumerable: false, configurable: true });
  };
  Object.defineProperty(text, 'length', { get: () => now().length, configurable: true });
  define('toString', now);
  define('valueOf', now);
  define('toJSON', now);
  define(Symbol.iterator, () => now()[Symbol.iterator]());
  for (const name of ['then', 'catch', 'finally', 'done', 'fail', 'always'] as const) define(name, promise[name].bind(promise));
  return text as unknown as SoftText;
}
