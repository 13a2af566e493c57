import { createLater } from '../../kit/remove-later.ts';

/** Contacts that are as good as removed: making one again would lose its history. */
export const later = createLater();
