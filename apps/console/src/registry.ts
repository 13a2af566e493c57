import type { Role } from '@centralino/protocol';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

/** The five groups of the menu, in their order. `home` stands above them without a heading. */
export const groups = ['home', 'services', 'people', 'channels', 'integrations', 'system'] as const;
export type Group = (typeof groups)[number];

/** One thing that the search over everything knows. */
export interface Found {
  /** What people call it. */
  name: string;
  /** What else it may be found by (its code, an address). */
  also?: string;
  /** Path in the console. */
  to: string;
}

/**
 * One page of the console, with its menu entry, route and search: everything that the console knows of it. To add one, write
 * `pages/<name>/` and put it into the list of `pages/index.ts`, and its words into `messages/parts.ts`.
 */
export interface ConsolePage {
  /** Its first path segment; the words `<id>.menu` are its name. */
  id: string;
  group: Group;
  icon: Icon;
  /** Who sees it. */
  roles: readonly Role[];
  /** `rest` is what follows in the path: `[]` the list, `['+']` a new one, `['shop']` that one. */
  show: (rest: string[]) => ReactNode;
  /** Things on this page for the search; asked when the search opens. */
  things?: () => Promise<Found[]>;
}

/** Path segment of something that does not exist yet: no code or id can contain it. */
export const fresh = '+';
