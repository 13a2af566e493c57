import { Component, lazy, Suspense, type ComponentType, type ReactNode } from 'react';

/** How often and how soon a piece that did not come is asked for again: the line may be away for a moment. */
const retryMs = [500, 2_000, 5_000];

async function insist<T>(load: () => Promise<T>): Promise<T> {
  for (const waitMs of retryMs) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  return load();
}

/** A piece that can't be loaded leaves its place empty instead of taking the desk with it: calls go on. */
class Fence extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };
  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }
  override componentDidCatch(error: unknown): void {
    console.error('a part of the desk could not be shown:', error);
  }
  override render(): ReactNode {
    return this.state.broken ? null : this.props.children;
  }
}

const loaders: (() => Promise<unknown>)[] = [];

/** A part of the desk in a file of its own, so that the desk itself is there sooner. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => ReactNode {
  const once = (() => {
    let loaded: Promise<{ default: ComponentType<P> }> | null = null;
    return () => (loaded ??= insist(load).then((component) => ({ default: component })));
  })();
  loaders.push(once);
  const Lazy = lazy(once) as unknown as ComponentType<P>;
  return function LazyPart(props: P): ReactNode {
    return (
      <Fence>
        <Suspense>
          <Lazy {...props} />
        </Suspense>
      </Fence>
    );
  };
}

/** Fetches every such part while there is nothing else to do: when it is wanted it is there, also without a line. */
export function preloadParts(): void {
  for (const load of loaders) void load().catch(() => undefined);
}
