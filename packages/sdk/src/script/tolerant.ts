/** Names that a method of this family can have; anything else that is looked up (`then`, `nodeType`, …) is somebody's inspection. */
const methodName = /^([A-Z]|(bind|unbind|get|set)[A-Z])\w*$/;

/**
 * A namespace in which unknown methods exist too: not every method of AgentDesktop is publicly documented, and a page that calls one we do not
 * know must go on instead of stopping with a TypeError. `in`, `Object.keys` and the like see the known ones only.
 */
export const tolerant = <T extends object>(methods: T, unknown: (name: string, given: unknown[]) => unknown): T =>
  new Proxy(methods, {
    get(target, name, receiver) {
      if (typeof name !== 'string' || name in target || !methodName.test(name)) return Reflect.get(target, name, receiver) as unknown;
      return (...given: unknown[]) => unknown(name, given);
    },
  });
