type Tree = { readonly [key: string]: string | Tree };

/** Dotted keys of a message tree, sorted: two languages are complete when these are equal. */
export function messageKeys(tree: Tree, prefix = ''): string[] {
  return Object.entries(tree)
    .flatMap(([key, value]) => (typeof value === 'string' ? [`${prefix}${key}`] : messageKeys(value, `${prefix}${key}.`)))
    .sort();
}

/** The names of the ICU arguments that a message uses, sorted. */
export function messageArguments(message: string): string[] {
  return [...new Set([...message.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1] ?? ''))].sort();
}
